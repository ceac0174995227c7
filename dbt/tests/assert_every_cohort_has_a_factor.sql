-- A cohort without a factor would vanish from every sum of the scenario, and its people from the snapshot.
with

cohorts as (

    select distinct
        populations.scenario_key,
        statuses.cohort_key

    from {{ ref('int_cohort_statuses') }} as statuses
    inner join {{ ref('int_scenario_populations') }} as populations
        on statuses.population_key = populations.population_key

)

select
    cohorts.scenario_key,
    cohorts.cohort_key

from cohorts
left join {{ ref('int_cohort_factors') }} as factors
    on
        cohorts.scenario_key = factors.scenario_key
        and cohorts.cohort_key = factors.cohort_key
where factors.cohort_key is null
