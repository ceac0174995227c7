{#- The snapshot stores pay to four decimals, so a mean of it may be off by half a unit of the last. -#}
{% set rounding = 0.00005 %}
{% set tolerance = 1e-9 %}

-- Mean pay of every method, and its growth, from persons and from cohorts. With means m this year and p the year before, each off
-- by at most r, growth m / p - 1 is off by at most (r + r m / p) / (p - r): that is what rounding is allowed.
with

from_persons as (

    select
        scenario_id,
        seed,
        simulation_year,
        unnest(['current', 'continuous', 'full_year_equivalent']) as calculation_method,
        unnest([
            count(*) filter (where employment_status = 'active'),
            count(*) filter (where detailed_status_code = 'continuous_active'),
            count(*) filter (where employment_status = 'active')
        ]) as headcount,
        unnest([
            cast(sum(prorated_annual_compensation) filter (where employment_status = 'active') as double),
            cast(sum(prorated_annual_compensation) filter (where detailed_status_code = 'continuous_active') as double),
            cast(sum(annual_salary) filter (where employment_status = 'active') as double)
        ]) as pay

    from {{ ref('fct_workforce_snapshot') }}
    group by scenario_id, seed, simulation_year

),

means as (

    select
        *,
        pay / nullif(headcount, 0) as avg_compensation,
        lag(pay / nullif(headcount, 0)) over (
            partition by scenario_id, seed, calculation_method
            order by simulation_year
        ) as previous_avg_compensation

    from from_persons

),

growth as (

    select
        *,
        avg_compensation / previous_avg_compensation - 1 as yoy_growth,
        {{ rounding }} * (1 + avg_compensation / previous_avg_compensation)
        / (previous_avg_compensation - {{ rounding }}) as growth_rounding

    from means

),

from_cohorts as (

    select * from {{ ref('fct_compensation_growth') }}

)

select
    coalesce(growth.scenario_id, from_cohorts.scenario_id) as scenario_id,
    coalesce(growth.seed, from_cohorts.seed) as seed,
    coalesce(growth.simulation_year, from_cohorts.simulation_year) as simulation_year,
    coalesce(growth.calculation_method, from_cohorts.calculation_method) as calculation_method,
    growth.avg_compensation,
    from_cohorts.avg_compensation as avg_compensation_of_cohorts,
    growth.yoy_growth,
    from_cohorts.yoy_growth as yoy_growth_of_cohorts

from growth
full outer join from_cohorts
    on
        growth.scenario_id = from_cohorts.scenario_id
        and growth.seed = from_cohorts.seed
        and growth.simulation_year = from_cohorts.simulation_year
        and growth.calculation_method = from_cohorts.calculation_method
where
    coalesce(growth.headcount, 0) is distinct from from_cohorts.headcount
    or (growth.avg_compensation is null) <> (from_cohorts.avg_compensation is null)
    or (growth.yoy_growth is null) <> (from_cohorts.yoy_growth is null)
    or abs(growth.avg_compensation - from_cohorts.avg_compensation) > {{ rounding }} + {{ tolerance }} * from_cohorts.avg_compensation
    or abs(growth.yoy_growth - from_cohorts.yoy_growth) > {{ tolerance }} + growth.growth_rounding
