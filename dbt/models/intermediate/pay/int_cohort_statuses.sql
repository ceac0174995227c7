{{ config(materialized='table') }}

with

cohort_sums as (

    select * from {{ ref('int_cohort_sums') }}

),

cohorts as (

    select * from {{ ref('int_pay_cohorts') }}

),

-- Squared deviations from the mean. Taken from a whole number next to the mean they stay exact integers; sums of
-- squares in double precision would lose every digit where salaries are nearly alike.
deviations as (

    select
        *,
        starting_pay_millionths // headcount as near_mean,
        starting_pay_millionths % headcount as beyond_near_mean

    from cohort_sums

),

years as (

    select * from {{ ref('stg_assumptions__years') }}

),

-- What is left of a person once levers are all that moves: sums by cohort and status, keyed by numbers.
cohort_statuses as (

    select
        cohort_sums.population_key,
        cohort_sums.seed,
        cohorts.cohort_key,
        cohort_sums.simulation_year,
        cohort_sums.closing_level,
        cohort_sums.sequence_code,
        cohort_sums.detailed_status_code = 'continuous_active' as is_continuous,
        cohort_sums.detailed_status_code in ('continuous_active', 'new_hire_active') as is_active,
        cohort_sums.detailed_status_code in ('new_hire_active', 'new_hire_termination') as is_hire,
        cohort_sums.detailed_status_code,
        cohort_sums.headcount,
        cohort_sums.starting_pay,
        greatest(
            cast(
                cohort_sums.starting_pay_millionths_squared
                - cohort_sums.near_mean * (2 * cohort_sums.starting_pay_millionths - cohort_sums.headcount * cohort_sums.near_mean)
                as double
            )
            - cast(cohort_sums.beyond_near_mean * cohort_sums.beyond_near_mean as double) / cohort_sums.headcount,
            0
        ) / 1e12 as starting_pay_deviations_squared,
        cohort_sums.pay_days_before_events / years.days_in_year as prorated_before_events,
        cohort_sums.pay_days_between_events / years.days_in_year as prorated_between_events,
        cohort_sums.pay_days_after_events / years.days_in_year as prorated_after_events

    from deviations as cohort_sums
    inner join cohorts
        on
            cohort_sums.simulation_year = cohorts.simulation_year
            and cohort_sums.origin_year = cohorts.origin_year
            and cohort_sums.starting_level = cohorts.starting_level
            and cohort_sums.pay_history = cohorts.pay_history
    inner join years
        on cohort_sums.simulation_year = years.simulation_year

)

select * from cohort_statuses
