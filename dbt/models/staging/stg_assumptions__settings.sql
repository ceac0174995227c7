{{ config(materialized='table') }}

with

settings as (

    select
        cast(start_year as integer) as start_year,
        cast(end_year as integer) as end_year,
        cast(start_year - 1 as integer) as base_year,
        cast(workforce_growth_rate as decimal(18, 9)) as workforce_growth_rate,
        cast(total_termination_rate as decimal(18, 9)) as total_termination_rate,
        cast(new_hire_termination_rate as decimal(18, 9)) as new_hire_termination_rate,
        cast(salary_structure_increase as double) as salary_structure_increase,
        cast(merit_cutoff_month as integer) as merit_cutoff_month,
        cast(merit_cutoff_day as integer) as merit_cutoff_day,
        cast(starting_pay_spread_lower as double) as starting_pay_spread_lower,
        cast(starting_pay_spread_width as double) as starting_pay_spread_width,
        cast(promotion_min_tenure_years as integer) as promotion_min_tenure_years,
        cast(promotion_max_age_years as integer) as promotion_max_age_years,
        cast(pay_gap_reference_gender as varchar) as pay_gap_reference_gender,
        cast(pay_gap_comparison_gender as varchar) as pay_gap_comparison_gender

    from {{ source('inputs', 'settings') }}

)

select * from settings
