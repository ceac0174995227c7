{{ config(materialized='table') }}

with

cohort_pay as (

    select * from {{ ref('int_cohort_pay') }}

),

level_pay as (

    select
        scenario_key,
        seed,
        simulation_year,
        closing_level as job_level,
        sum(headcount) filter (where is_active) as active_headcount,
        {{ exact_sum('closing_pay', 'is_active') }} as active_pay,
        {{ exact_sum('prorated_pay', 'is_active') }} as active_prorated_pay,
        {{ exact_sum('prorated_pay', 'is_continuous') }} as continuous_prorated_pay,
        {{ exact_sum('prorated_pay') }} as wage_bill,
        {{ exact_sum('pay_before_raise') }} as pay_before_raises,
        {{ exact_sum('pay_before_raise * raise_rate') }} as raise_amount

    from cohort_pay
    group by scenario_key, seed, simulation_year, closing_level

)

select * from level_pay
