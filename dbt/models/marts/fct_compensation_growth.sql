with

year_growth as (

    select * from {{ ref('int_year_growth') }}

),

by_method as (

    select
        scenario_id,
        seed,
        simulation_year,
        unnest(['current', 'continuous', 'full_year_equivalent']) as calculation_method,
        unnest([active_headcount, continuous_headcount, active_headcount]) as headcount,
        unnest([mean_pay_current, mean_pay_continuous, mean_pay_full_year_equivalent]) as avg_compensation,
        unnest([yoy_growth_current, yoy_growth_continuous, yoy_growth_full_year_equivalent]) as yoy_growth

    from year_growth

),

compensation_growth as (

    select * from by_method
    order by scenario_id, seed, simulation_year, calculation_method

)

select * from compensation_growth
