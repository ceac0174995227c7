with

year_growth as (

    select * from {{ ref('int_year_growth') }}
    where not is_base_year

),

roster_pay as (

    select * from {{ ref('int_roster_pay') }}

),

-- Per head, in dollars per year; null in a year in which nobody stayed.
means as (

    select
        year_growth.scenario_id,
        year_growth.seed,
        year_growth.simulation_year,
        year_growth.yoy_growth_full_year_equivalent as yoy_growth,
        year_growth.mean_pay_full_year_equivalent as closing_pay,
        roster_pay.roster_opening_pay / roster_pay.roster_headcount as opening_pay,
        roster_pay.continuous_opening_pay / roster_pay.continuous_headcount as continuous_opening_pay,
        roster_pay.continuous_closing_pay / roster_pay.continuous_headcount as continuous_closing_pay,
        roster_pay.cola_amount / roster_pay.continuous_headcount as cola_amount,
        roster_pay.merit_amount / roster_pay.continuous_headcount as merit_amount,
        roster_pay.promotion_amount / roster_pay.continuous_headcount as promotion_amount

    from year_growth
    left join roster_pay
        on
            year_growth.scenario_key = roster_pay.scenario_key
            and year_growth.seed = roster_pay.seed
            and year_growth.simulation_year = roster_pay.simulation_year

),

-- From the mean of all who open the year to the mean of all who close it: those who leave drop out, those who stay are given their
-- raises and promotions, those who are hired join.
drivers as (

    select
        scenario_id,
        seed,
        simulation_year,
        cola_amount / opening_pay as cola_growth,
        merit_amount / opening_pay as merit_growth,
        promotion_amount / opening_pay as promotion_growth,
        (closing_pay - continuous_closing_pay) / opening_pay as new_hire_mix,
        (continuous_opening_pay - opening_pay) / opening_pay as leaver_mix,
        yoy_growth

    from means

),

growth_drivers as (

    select
        scenario_id,
        seed,
        simulation_year,
        cola_growth,
        merit_growth,
        promotion_growth,
        new_hire_mix,
        leaver_mix,
        yoy_growth - (cola_growth + merit_growth + promotion_growth + new_hire_mix + leaver_mix) as residual,
        yoy_growth

    from drivers
    order by scenario_id, seed, simulation_year

)

select * from growth_drivers
