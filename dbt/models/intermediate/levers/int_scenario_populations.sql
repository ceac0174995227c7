{{ config(materialized='table') }}

with

levers as (

    select * from {{ ref('int_levers_by_level') }}

),

-- Nobody is promoted from the top level, so its probability moves nobody.
promotable as (

    select * from levers
    where job_level < (select max(top.job_level) from levers as top)

),

by_scenario as (

    select
        scenario_key,
        scenario_id,
        list(promotion_probability order by simulation_year, job_level) as promotion_probabilities

    from promotable
    group by scenario_key, scenario_id

),

populations as (

    select
        scenario_key,
        scenario_id,
        min(scenario_key) over (partition by promotion_probabilities) as population_key

    from by_scenario

)

select * from populations
