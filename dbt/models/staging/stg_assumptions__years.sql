{{ config(materialized='table') }}

with

settings as (

    select * from {{ ref('stg_assumptions__settings') }}

),

years as (

    select
        cast(unnest(range(base_year, end_year + 1)) as integer) as simulation_year,
        base_year,
        start_year

    from settings

),

calendar as (

    select
        simulation_year,
        simulation_year = base_year as is_base_year,
        make_date(simulation_year, 1, 1) as first_day,
        cast(make_date(simulation_year + 1, 1, 1) - make_date(simulation_year, 1, 1) as integer) as days_in_year

    from years

)

select * from calendar
