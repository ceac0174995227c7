{#- The snapshot stores salaries to four decimals, so each may be off by half a unit of the last. -#}
{% set rounding = 0.00005 %}
{% set tolerance = 1e-9 %}

-- equity_cv from persons and from cohorts. Where every salary is off by at most r, a sample standard deviation is off by at most
-- r sqrt(n / (n - 1)) <= r sqrt(2) and a mean by at most r, so their ratio cv by at most r (sqrt(2) + cv) / (mean - r): that, in
-- the mean over levels, is what rounding is allowed.
with

levels as (

    select
        scenario_id,
        seed,
        simulation_year,
        job_level,
        avg(annual_salary) as mean_salary,
        stddev_samp(annual_salary) / avg(annual_salary) as pay_cv

    from {{ ref('fct_workforce_snapshot') }}
    where employment_status = 'active'
    group by scenario_id, seed, simulation_year, job_level
    having count(*) > 1

),

from_persons as (

    select
        scenario_id,
        seed,
        simulation_year,
        avg(pay_cv) as equity_cv,
        avg({{ rounding }} * (sqrt(2) + pay_cv) / (mean_salary - {{ rounding }})) as equity_cv_rounding

    from levels
    group by scenario_id, seed, simulation_year

)

select
    from_cohorts.scenario_id,
    from_cohorts.seed,
    from_cohorts.simulation_year,
    from_persons.equity_cv,
    from_cohorts.equity_cv as equity_cv_of_cohorts

from {{ ref('fct_year_metrics') }} as from_cohorts
left join from_persons
    on
        from_cohorts.scenario_id = from_persons.scenario_id
        and from_cohorts.seed = from_persons.seed
        and from_cohorts.simulation_year = from_persons.simulation_year
where
    (from_persons.equity_cv is null) <> (from_cohorts.equity_cv is null)
    or abs(from_persons.equity_cv - from_cohorts.equity_cv) > {{ tolerance }} + from_persons.equity_cv_rounding
