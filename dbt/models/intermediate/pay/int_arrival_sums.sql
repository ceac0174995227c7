{{ config(materialized='table') }}

with

arrival_years as (

    select * from {{ ref('int_arrival_years') }}

),

arrival_sums as (

    select
        seed,
        origin_year as simulation_year,
        origin_year,
        starting_level,
        detailed_status_code,
        {{ cohort_sums('days_before_events', '0', '0') }}

    from arrival_years
    group by seed, origin_year, starting_level, detailed_status_code

)

select * from arrival_sums
