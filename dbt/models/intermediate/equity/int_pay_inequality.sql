with

active_pay as (

    select * from {{ ref('fct_workforce_snapshot') }}
    where employment_status = 'active'

),

-- A salary of nothing cannot be in a census, so logarithms exist.
ranked as (

    select
        *,
        row_number() over (
            partition by scenario_id, seed, simulation_year
            order by annual_salary, employee_id
        ) as pay_rank,
        count(*) over (partition by scenario_id, seed, simulation_year) as headcount,
        cast(sum(annual_salary) over (partition by scenario_id, seed, simulation_year) as double) as total_pay,
        count(*) over (partition by scenario_id, seed, simulation_year, job_level) as level_headcount,
        cast(sum(annual_salary) over (partition by scenario_id, seed, simulation_year, job_level) as double) as level_pay

    from active_pay

),

-- Every salary's part: Gini from ranks; Theil's T as shares of pay times the log of the ratio to a mean, within and between levels.
parts as (

    select
        scenario_id,
        seed,
        simulation_year,
        compa_ratio,
        headcount,
        total_pay,
        (2 * pay_rank - headcount - 1) * annual_salary as rank_weighted_pay,
        cast(annual_salary as double) / total_pay
        * ln(annual_salary * level_headcount / level_pay) as theil_within,
        cast(annual_salary as double) / total_pay
        * ln((level_pay / level_headcount) / (total_pay / headcount)) as theil_between

    from ranked

),

inequality as (

    select
        scenario_id,
        seed,
        simulation_year,
        headcount,
        cast(sum(rank_weighted_pay) as double) / (headcount * total_pay) as gini,
        {{ exact_sum('theil_within', scale=18) }} as theil_within_levels,
        {{ exact_sum('theil_between', scale=18) }} as theil_between_levels,
        quantile_cont(compa_ratio, 0.1) as compa_ratio_p10,
        quantile_cont(compa_ratio, 0.5) as compa_ratio_p50,
        quantile_cont(compa_ratio, 0.9) as compa_ratio_p90

    from parts
    group by scenario_id, seed, simulation_year, headcount, total_pay

)

select * from inequality
