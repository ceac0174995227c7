{{ config(materialized='table') }}

with

hires as (

    select
        *,
        {{ draw('new_hire_termination', 'seed', 'employee_id', 'simulation_year') }} as termination_draw

    from {{ ref('int_hires') }}

),

plan as (

    select * from {{ ref('int_headcount_plan') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by seed, simulation_year
            order by termination_draw, employee_id
        ) as termination_rank

    from hires

),

-- Gone the day after the hire at the earliest, but for those hired on the last day of the year.
left_in_the_year_of_hire as (

    select
        ranked.seed,
        ranked.simulation_year,
        ranked.employee_id,
        cast(
            least(
                ranked.days_in_year,
                ranked.hire_day + 1 + floor(
                    {{ draw('new_hire_termination_day', 'ranked.seed', 'ranked.employee_id', 'ranked.simulation_year') }}
                    * (ranked.days_in_year - ranked.hire_day)
                )
            ) as integer
        ) as termination_day

    from ranked
    inner join plan
        on ranked.simulation_year = plan.simulation_year
    where ranked.termination_rank <= plan.new_hire_terminations

)

select * from left_in_the_year_of_hire
