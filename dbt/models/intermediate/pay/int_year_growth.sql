with

totals as (

    select * from {{ ref('int_year_totals') }}

),

-- Null where nobody is there to measure.
means as (

    select
        *,
        active_prorated_pay / nullif(active_headcount, 0) as mean_pay_current,
        continuous_prorated_pay / nullif(continuous_headcount, 0) as mean_pay_continuous,
        active_pay / nullif(active_headcount, 0) as mean_pay_full_year_equivalent

    from totals

),

growth as (

    select
        *,
        mean_pay_current / lag(mean_pay_current) over scenario_before - 1 as yoy_growth_current,
        mean_pay_continuous / lag(mean_pay_continuous) over scenario_before - 1 as yoy_growth_continuous,
        mean_pay_full_year_equivalent / lag(mean_pay_full_year_equivalent) over scenario_before - 1 as yoy_growth_full_year_equivalent

    from means
    window scenario_before as (
        partition by scenario_key, seed
        order by simulation_year
    )

)

select * from growth
