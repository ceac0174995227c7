{{ config(materialized='table') }}

with

years as (

    select * from {{ ref('stg_assumptions__years') }}

),

job_levels as (

    select * from {{ ref('stg_parameters__job_levels') }}

),

settings as (

    select * from {{ ref('stg_assumptions__settings') }}

),

bands as (

    select
        years.simulation_year,
        job_levels.job_level,
        (job_levels.min_compensation + job_levels.max_compensation) / 2
        * pow(1 + settings.salary_structure_increase, years.simulation_year - settings.start_year) as band_midpoint

    from years
    cross join job_levels
    cross join settings

)

select * from bands
