with

scenario_years as (

    select * from {{ ref('int_scenario_years') }}

),

level_pay as (

    select * from {{ ref('int_level_pay') }}

),

totals as (

    select
        scenario_years.scenario_key,
        scenario_years.scenario_id,
        scenario_years.seed,
        scenario_years.simulation_year,
        cast(sum(level_pay.active_headcount) as bigint) as active_headcount,
        cast(sum(level_pay.continuous_headcount) as bigint) as continuous_headcount,
        {{ exact_sum('level_pay.active_pay') }} as active_pay,
        {{ exact_sum('level_pay.active_prorated_pay') }} as active_prorated_pay,
        {{ exact_sum('level_pay.continuous_prorated_pay') }} as continuous_prorated_pay

    from scenario_years
    left join level_pay
        on
            scenario_years.scenario_key = level_pay.scenario_key
            and scenario_years.seed = level_pay.seed
            and scenario_years.simulation_year = level_pay.simulation_year
    group by
        scenario_years.scenario_key, scenario_years.scenario_id, scenario_years.seed, scenario_years.simulation_year

),

-- Null where nobody is there to measure.
means as (

    select
        scenario_key,
        scenario_id,
        seed,
        simulation_year,
        unnest(['current', 'continuous', 'full_year_equivalent']) as calculation_method,
        unnest([
            coalesce(active_headcount, 0), coalesce(continuous_headcount, 0), coalesce(active_headcount, 0)
        ]) as headcount,
        unnest([
            active_prorated_pay / nullif(active_headcount, 0),
            continuous_prorated_pay / nullif(continuous_headcount, 0),
            active_pay / nullif(active_headcount, 0)
        ]) as avg_compensation

    from totals

),

growth as (

    select
        *,
        avg_compensation / lag(avg_compensation) over (
            partition by scenario_key, seed, calculation_method
            order by simulation_year
        ) - 1 as yoy_growth

    from means

)

select * from growth
