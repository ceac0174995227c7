with

years as (

    select * from {{ ref('stg_assumptions__years') }}
    where not is_base_year

),

cells as (

    select
        requested.scenario_key,
        requested.scenario_id,
        years.simulation_year,
        job_levels.job_level,
        parameters.parameter_name

    from {{ ref('stg_parameters__requested_scenarios') }} as requested
    cross join years
    cross join {{ ref('stg_parameters__job_levels') }} as job_levels
    cross join (select unnest({{ lever_parameters() }}) as parameter_name) as parameters

),

in_force as (

    select * from {{ ref('int_levers_in_force') }}

),

resolved as (

    select
        cells.scenario_key,
        cells.scenario_id,
        cells.simulation_year,
        cells.job_level,
        cells.parameter_name,
        in_force.parameter_value,
        in_force.is_locked,
        in_force.source_scenario_id

    from cells
    left join in_force
        on
            cells.scenario_key = in_force.scenario_key
            and cells.simulation_year = in_force.simulation_year
            and cells.job_level = in_force.job_level
            and cells.parameter_name = in_force.parameter_name

)

select * from resolved
