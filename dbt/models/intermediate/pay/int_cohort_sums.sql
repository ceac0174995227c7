{{ config(materialized='table') }}

with

person_years as (

    select
        *,
        cast(starting_pay * 1000000 as hugeint) as starting_pay_millionths

    from {{ ref('int_person_years') }}

),

-- Added as decimals and integers, so that threads cannot change a digit, and cast to double once: casting them
-- again for every scenario would cost more than all else. Squares are of whole millionths, which a hugeint holds exactly.
cohort_sums as (

    select
        population_key,
        seed,
        simulation_year,
        origin_year,
        starting_level,
        pay_history,
        opening_level,
        closing_level,
        sequence_code,
        detailed_status_code,
        count(*) as headcount,
        cast(sum(starting_pay) as double) as starting_pay,
        sum(starting_pay_millionths) as starting_pay_millionths,
        sum(starting_pay_millionths * starting_pay_millionths) as starting_pay_millionths_squared,
        cast(sum(starting_pay * days_before_events) as double) as pay_days_before_events,
        cast(sum(starting_pay * days_between_events) as double) as pay_days_between_events,
        cast(sum(starting_pay * days_after_events) as double) as pay_days_after_events

    from person_years
    group by
        population_key,
        seed,
        simulation_year,
        origin_year,
        starting_level,
        pay_history,
        opening_level,
        closing_level,
        sequence_code,
        detailed_status_code

)

select * from cohort_sums
