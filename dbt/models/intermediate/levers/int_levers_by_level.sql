{{ config(materialized='table') }}

with

levers as (

    select * from {{ ref('int_levers_in_force') }}

),

by_level as (

    select
        scenario_key,
        scenario_id,
        simulation_year,
        job_level,
        {%- for parameter in lever_parameters() %}
        max(parameter_value) filter (where parameter_name = '{{ parameter }}') as {{ parameter }}{% if not loop.last %},{% endif %}
        {%- endfor %}

    from levers
    group by scenario_key, scenario_id, simulation_year, job_level

)

select * from by_level
