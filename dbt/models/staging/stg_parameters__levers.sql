with

levers as (

    select
        scenario_id,
        cast(fiscal_year as integer) as fiscal_year,
        cast(job_level as integer) as job_level,
        parameter_name,
        cast(parameter_value as double) as parameter_value,
        cast(is_locked as integer) = 1 as is_locked

    from {{ ref('comp_levers') }}

)

select * from levers
