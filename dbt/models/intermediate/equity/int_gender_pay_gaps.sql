{#- Two-sided 95 % of the normal distribution. -#}
{% set normal_quantile = 1.959963984540054 %}

with

-- Whoever bears one of the two compared genders; everybody else, and hires without one, stay out of the gap.
compared as (

    select
        snapshot.scenario_id,
        snapshot.seed,
        snapshot.simulation_year,
        snapshot.job_level,
        snapshot.tenure_band,
        snapshot.annual_salary,
        ln(cast(snapshot.annual_salary as double)) as log_salary,
        lower(snapshot.gender) = lower(settings.pay_gap_comparison_gender) as is_comparison

    from {{ ref('fct_workforce_snapshot') }} as snapshot
    cross join {{ ref('stg_assumptions__settings') }} as settings
    where
        snapshot.employment_status = 'active'
        and lower(snapshot.gender) in (lower(settings.pay_gap_reference_gender), lower(settings.pay_gap_comparison_gender))

),

cells as (

    select
        scenario_id,
        seed,
        simulation_year,
        count(*) as headcount,
        count(*) filter (where is_comparison) as comparisons,
        sum(annual_salary) as pay,
        coalesce(sum(annual_salary) filter (where is_comparison), 0) as comparison_pay,
        {{ exact_sum('log_salary', scale=18) }} as log_pay,
        coalesce({{ exact_sum('log_salary', 'is_comparison', scale=18) }}, 0) as comparison_log_pay,
        {{ exact_sum('log_salary * log_salary', scale=18) }} as log_pay_squared

    from compared
    group by scenario_id, seed, simulation_year, job_level, tenure_band

),

-- Least squares of log salary on the comparison gender with a constant per level and tenure band, through the
-- deviations from each cell's means (Frisch, Waugh and Lovell).
moments as (

    select
        scenario_id,
        seed,
        simulation_year,
        cast(sum(headcount) as bigint) as compared_headcount,
        cast(sum(comparisons) as bigint) as comparisons,
        sum(headcount) - count(*) - 1 as degrees_of_freedom,
        cast(sum(comparison_pay) as double) as comparison_pay,
        cast(sum(pay - comparison_pay) as double) as reference_pay,
        {{ exact_sum('comparisons - comparisons * comparisons / headcount', scale=18) }} as gender_squares,
        {{ exact_sum('comparison_log_pay - comparisons * log_pay / headcount', scale=18) }} as cross_products,
        {{ exact_sum('log_pay_squared - log_pay * log_pay / headcount', scale=18) }} as pay_squares

    from cells
    group by scenario_id, seed, simulation_year

),

estimates as (

    select
        *,
        1 - (comparison_pay / nullif(comparisons, 0)) / (reference_pay / nullif(compared_headcount - comparisons, 0))
            as raw_pay_gap,
        cross_products / nullif(gender_squares, 0) as coefficient,
        sqrt(
            greatest(pay_squares - cross_products * cross_products / nullif(gender_squares, 0), 0)
            / nullif(greatest(degrees_of_freedom, 0), 0)
            / nullif(gender_squares, 0)
        ) as standard_error

    from moments

),

-- A gap is how much less the comparison gender is paid, as a fraction of the reference gender's pay.
pay_gaps as (

    select
        scenario_id,
        seed,
        simulation_year,
        compared_headcount,
        raw_pay_gap,
        1 - exp(coefficient) as adjusted_pay_gap,
        1 - exp(coefficient + {{ normal_quantile }} * standard_error) as adjusted_pay_gap_lower,
        1 - exp(coefficient - {{ normal_quantile }} * standard_error) as adjusted_pay_gap_upper

    from estimates

)

select * from pay_gaps
