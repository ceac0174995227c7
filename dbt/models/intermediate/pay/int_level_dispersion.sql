with

active_pay as (

    select * from {{ ref('int_cohort_pay') }}
    where is_active

),

level_means as (

    select
        scenario_key,
        seed,
        simulation_year,
        job_level,
        active_headcount,
        active_pay / active_headcount as mean_pay

    from {{ ref('int_level_pay') }}
    where active_headcount > 1

),

-- Spread around the level's mean: within the cohorts, and of the cohorts' means.
deviations as (

    select
        active_pay.scenario_key,
        active_pay.seed,
        active_pay.simulation_year,
        level_means.job_level,
        level_means.active_headcount,
        level_means.mean_pay,
        active_pay.closing_pay_deviations_squared
        + active_pay.headcount * pow(active_pay.closing_pay / active_pay.headcount - level_means.mean_pay, 2)
            as squared_deviations

    from active_pay
    inner join level_means
        on
            active_pay.scenario_key = level_means.scenario_key
            and active_pay.seed = level_means.seed
            and active_pay.simulation_year = level_means.simulation_year
            and active_pay.closing_level = level_means.job_level

),

-- The sample coefficient of variation.
dispersion as (

    select
        scenario_key,
        seed,
        simulation_year,
        job_level,
        sqrt({{ exact_sum('squared_deviations') }} / (active_headcount - 1)) / mean_pay as pay_cv

    from deviations
    group by scenario_key, seed, simulation_year, job_level, active_headcount, mean_pay

)

select * from dispersion
