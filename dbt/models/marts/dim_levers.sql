with

levers as (

    select
        scenario_id,
        simulation_year,
        job_level,
        parameter_name,
        parameter_value,
        is_locked,
        source_scenario_id

    from {{ ref('int_levers_resolved') }}
    order by scenario_id, simulation_year, job_level, parameter_name

)

select * from levers
