{{ config(materialized='table') }}

with

cohort_sums as (

    select * from {{ ref('int_cohort_sums') }}

),

-- One row per history, whichever populations and seeds it comes from: a factor depends on neither.
cohorts as (

    select distinct
        simulation_year,
        origin_year,
        starting_level,
        pay_history,
        opening_level,
        sequence_code

    from cohort_sums

),

numbered as (

    select
        *,
        cast(
            row_number() over (order by simulation_year, origin_year, starting_level, pay_history) as integer
        ) as cohort_key

    from cohorts

),

linked as (

    select
        numbered.*,
        year_before.cohort_key as previous_cohort_key

    from numbered
    left join numbered as year_before
        on
            numbered.simulation_year = year_before.simulation_year + 1
            and numbered.origin_year = year_before.origin_year
            and numbered.starting_level = year_before.starting_level
            and numbered.pay_history // {{ sequences_in_a_year() }} = year_before.pay_history

)

select * from linked
