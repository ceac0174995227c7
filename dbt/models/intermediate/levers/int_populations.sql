{{ config(materialized='table') }}

with

populations as (

    select
        population_key,
        min(scenario_key) as first_scenario_key

    from {{ ref('int_scenario_populations') }}
    group by population_key

)

select * from populations
