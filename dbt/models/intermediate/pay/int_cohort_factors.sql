{{ config(materialized='table') }}

with recursive

cohorts as (

    select * from {{ ref('int_pay_cohorts') }}

),

steps as (

    select * from {{ ref('int_pay_steps') }}

),

levers as (

    select * from {{ ref('int_levers_by_level') }}

),

-- Salary over starting pay, before the year's events, between the two, and after the last.
factors as (

    select
        scenarios.scenario_key,
        cohorts.cohort_key,
        cohorts.simulation_year,
        coalesce(levers.new_hire_salary_adjustment, 1.0::double) as opening_factor,
        coalesce(levers.new_hire_salary_adjustment, 1.0::double) as middle_factor,
        coalesce(levers.new_hire_salary_adjustment, 1.0::double) as closing_factor,
        0.0::double as raise_rate

    from cohorts
    cross join {{ ref('stg_parameters__requested_scenarios') }} as scenarios
    -- The census has no levers in its year: its salaries are as they are.
    left join levers
        on
            scenarios.scenario_key = levers.scenario_key
            and cohorts.simulation_year = levers.simulation_year
            and cohorts.starting_level = levers.job_level
    where cohorts.previous_cohort_key is null

    union all

    select
        factors.scenario_key,
        cohorts.cohort_key,
        cohorts.simulation_year,
        factors.closing_factor as opening_factor,
        factors.closing_factor * steps.first_multiplier as middle_factor,
        factors.closing_factor * steps.first_multiplier * steps.second_multiplier as closing_factor,
        steps.raise_rate

    from factors
    inner join cohorts
        on factors.cohort_key = cohorts.previous_cohort_key
    inner join steps
        on
            factors.scenario_key = steps.scenario_key
            and cohorts.simulation_year = steps.simulation_year
            and cohorts.opening_level = steps.opening_level
            and cohorts.sequence_code = steps.sequence_code

)

select * from factors
