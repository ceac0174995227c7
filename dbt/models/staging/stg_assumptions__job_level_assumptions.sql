with

job_level_assumptions as (

    select * from {{ ref('job_level_assumptions') }}

)

select * from job_level_assumptions
