{{ config(materialized='table') }}

with

job_levels as (

    select
        cast(job_level as integer) as job_level,
        level_name,
        cast(min_compensation as double) as min_compensation,
        cast(max_compensation as double) as max_compensation

    from {{ ref('job_levels') }}

)

select * from job_levels
