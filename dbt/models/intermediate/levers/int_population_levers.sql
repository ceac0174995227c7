{{ config(materialized='table') }}

with

levers as (

    select * from {{ ref('int_levers_by_level') }}

),

-- Any scenario that shares a population can lend its levers. Nobody is promoted from the top level.
population_levers as (

    select
        populations.population_key,
        levers.simulation_year,
        levers.job_level,
        case
            when levers.job_level < (select max(top.job_level) from levers as top) then levers.promotion_probability
            else 0
        end as promotion_probability

    from {{ ref('int_populations') }} as populations
    inner join levers
        on populations.first_scenario_key = levers.scenario_key

)

select * from population_levers
