{{ config(materialized='table') }}

with

plan as (

    select * from {{ ref('int_headcount_plan') }}

),

levels as (

    select * from {{ ref('stg_assumptions__job_level_assumptions') }}

),

quotas as (

    select
        plan.simulation_year,
        plan.hires,
        levels.job_level,
        cast(floor(plan.hires * levels.hiring_weight) as bigint) as whole_hires,
        plan.hires * levels.hiring_weight - floor(plan.hires * levels.hiring_weight) as remainder

    from plan
    cross join levels

),

-- Largest remainder: what rounding down leaves over goes to the largest fractions, a tie to the lower level.
ranked as (

    select
        simulation_year,
        job_level,
        whole_hires,
        hires - sum(whole_hires) over (partition by simulation_year) as left_over,
        row_number() over (
            partition by simulation_year
            order by remainder desc, job_level asc
        ) as remainder_rank

    from quotas

),

apportioned as (

    select
        simulation_year,
        job_level,
        cast(whole_hires + case when remainder_rank <= left_over then 1 else 0 end as bigint) as hires

    from ranked

),

numbered as (

    select
        simulation_year,
        job_level,
        hires,
        cast(sum(hires) over (partition by simulation_year order by job_level) - hires as bigint) as hires_at_lower_levels

    from apportioned

)

select * from numbered
