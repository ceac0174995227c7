with

mean_pay as (

    select * from {{ ref('int_mean_pay') }}

),

compensation_growth as (

    select
        scenario_id,
        seed,
        simulation_year,
        calculation_method,
        headcount,
        avg_compensation,
        yoy_growth

    from mean_pay
    order by scenario_id, seed, simulation_year, calculation_method

)

select * from compensation_growth
