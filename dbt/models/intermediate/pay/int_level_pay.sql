{{ config(materialized='table') }}

with

cohort_pay as (

    select * from {{ ref('int_cohort_pay') }}

),

level_pay as (

    select
        scenario_key,
        scenario_id,
        seed,
        simulation_year,
        closing_level as job_level,
        sum(headcount) filter (where is_active) as active_headcount,
        sum(headcount) filter (where is_continuous) as continuous_headcount,
        sum(headcount) filter (where not is_hire) as roster_headcount,
        sum(headcount) filter (where is_hire) as hires,
        sum(headcount) filter (where detailed_status_code = 'experienced_termination') as terminations,
        sum(headcount) filter (where detailed_status_code = 'new_hire_termination') as new_hire_terminations,
        sum(headcount) filter (where has_promotion) as promotions,
        sum(headcount) filter (where has_raise) as raises,
        {{ exact_sum('closing_pay', 'is_active') }} as active_pay,
        {{ exact_sum('prorated_pay', 'is_active') }} as active_prorated_pay,
        {{ exact_sum('prorated_pay', 'is_continuous') }} as continuous_prorated_pay,
        {{ exact_sum('prorated_pay') }} as wage_bill,
        {{ exact_sum('pay_before_raise') }} as pay_before_raises,
        {{ exact_sum('pay_before_raise * raise_rate') }} as raise_amount

    from cohort_pay
    group by scenario_key, scenario_id, seed, simulation_year, closing_level

)

select * from level_pay
