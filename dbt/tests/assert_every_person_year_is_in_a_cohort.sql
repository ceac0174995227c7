-- What the cohorts hold is everybody, once.
with

person_years as (

    select
        population_key,
        seed,
        simulation_year,
        count(*) as people

    from {{ ref('int_person_years') }}
    group by population_key, seed, simulation_year

),

cohorts as (

    select
        population_key,
        seed,
        simulation_year,
        sum(headcount) as people

    from {{ ref('int_cohort_statuses') }}
    group by population_key, seed, simulation_year

)

select
    person_years.population_key,
    person_years.seed,
    person_years.simulation_year,
    person_years.people,
    cohorts.people as people_in_cohorts

from person_years
left join cohorts
    on
        person_years.population_key = cohorts.population_key
        and person_years.seed = cohorts.seed
        and person_years.simulation_year = cohorts.simulation_year
where person_years.people is distinct from cohorts.people
