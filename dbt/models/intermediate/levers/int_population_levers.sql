{{ config(materialized='table') }}

with

populations as (

    select distinct population_key from {{ ref('int_scenario_populations') }}

),

levers as (

    select * from {{ ref('int_levers_by_level') }}

),

-- A population bears the key of the first scenario that shares it.
population_levers as (

    select
        populations.population_key,
        levers.simulation_year,
        levers.job_level,
        levers.promotion_probability

    from populations
    inner join levers
        on populations.population_key = levers.scenario_key

)

select * from population_levers
