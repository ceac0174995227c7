{% set methods = ['current', 'continuous', 'full_year_equivalent'] %}

with

year_growth as (

    select * from {{ ref('int_year_growth') }}
    where not is_base_year

),

year_metrics as (

    select
        scenario_id,
        seed,
        simulation_year,
        roster_headcount as opening_headcount,
        hires,
        terminations,
        new_hire_terminations,
        promotions,
        raises,
        active_headcount as closing_headcount,
        wage_bill,
        {%- for method in methods %}
        mean_pay_{{ method }},
        yoy_growth_{{ method }},
        {%- endfor %}
        equity_cv,
        promotions / nullif(cast(roster_headcount as double), 0) as promotion_rate,
        raise_amount / nullif(pay_before_raises, 0) as raise_budget_rate,
        raise_amount,
        pay_before_raises

    from year_growth
    order by scenario_id, seed, simulation_year

)

select * from year_metrics
