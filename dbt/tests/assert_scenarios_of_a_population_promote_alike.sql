-- A population's key stands for its promotion probabilities; two sets of them under one key would share people wrongly.
with

levers as (

    select
        populations.population_key,
        levers.simulation_year,
        levers.job_level,
        levers.promotion_probability

    from {{ ref('int_scenario_populations') }} as populations
    inner join {{ ref('int_levers_by_level') }} as levers
        on populations.scenario_key = levers.scenario_key
    where levers.job_level < (select max(top.job_level) from {{ ref('int_levers_by_level') }} as top)

)

select
    population_key,
    simulation_year,
    job_level

from levers
group by population_key, simulation_year, job_level
having min(promotion_probability) <> max(promotion_probability)
