{% set methods = ['current', 'continuous', 'full_year_equivalent'] %}

with

scenario_years as (

    select * from {{ ref('int_scenario_years') }}
    where not is_base_year

),

level_pay as (

    select
        level_pay.*,
        dispersion.pay_cv

    from {{ ref('int_level_pay') }} as level_pay
    left join {{ ref('int_level_dispersion') }} as dispersion
        on
            level_pay.scenario_key = dispersion.scenario_key
            and level_pay.seed = dispersion.seed
            and level_pay.simulation_year = dispersion.simulation_year
            and level_pay.job_level = dispersion.job_level

),

totals as (

    select
        scenario_years.scenario_key,
        scenario_years.scenario_id,
        scenario_years.seed,
        scenario_years.simulation_year,
        cast(coalesce(sum(level_pay.roster_headcount), 0) as bigint) as opening_headcount,
        cast(coalesce(sum(level_pay.hires), 0) as bigint) as hires,
        cast(coalesce(sum(level_pay.terminations), 0) as bigint) as terminations,
        cast(coalesce(sum(level_pay.new_hire_terminations), 0) as bigint) as new_hire_terminations,
        cast(coalesce(sum(level_pay.promotions), 0) as bigint) as promotions,
        cast(coalesce(sum(level_pay.raises), 0) as bigint) as raises,
        cast(coalesce(sum(level_pay.active_headcount), 0) as bigint) as closing_headcount,
        coalesce({{ exact_sum('level_pay.wage_bill') }}, 0) as wage_bill,
        {{ exact_sum('level_pay.pay_before_raises') }} as pay_before_raises,
        {{ exact_sum('level_pay.raise_amount') }} as raise_amount,
        {{ exact_sum('level_pay.pay_cv', scale=18) }} / nullif(count(level_pay.pay_cv), 0) as equity_cv

    from scenario_years
    left join level_pay
        on
            scenario_years.scenario_key = level_pay.scenario_key
            and scenario_years.seed = level_pay.seed
            and scenario_years.simulation_year = level_pay.simulation_year
    group by
        scenario_years.scenario_key, scenario_years.scenario_id, scenario_years.seed, scenario_years.simulation_year

),

mean_pay as (

    select
        scenario_key,
        seed,
        simulation_year,
        {%- for method in methods %}
        max(avg_compensation) filter (where calculation_method = '{{ method }}') as mean_pay_{{ method }},
        max(yoy_growth) filter (where calculation_method = '{{ method }}') as yoy_growth_{{ method }}{% if not loop.last %},{% endif %}
        {%- endfor %}

    from {{ ref('int_mean_pay') }}
    group by scenario_key, seed, simulation_year

),

year_metrics as (

    select
        totals.scenario_id,
        totals.seed,
        totals.simulation_year,
        totals.opening_headcount,
        totals.hires,
        totals.terminations,
        totals.new_hire_terminations,
        totals.promotions,
        totals.raises,
        totals.closing_headcount,
        totals.wage_bill,
        {%- for method in methods %}
        mean_pay.mean_pay_{{ method }},
        mean_pay.yoy_growth_{{ method }},
        {%- endfor %}
        totals.equity_cv,
        totals.promotions / nullif(cast(totals.opening_headcount as double), 0) as promotion_rate,
        totals.raise_amount / nullif(totals.pay_before_raises, 0) as raise_budget_rate,
        coalesce(totals.raise_amount, 0) as raise_amount,
        coalesce(totals.pay_before_raises, 0) as pay_before_raises

    from totals
    inner join mean_pay
        on
            totals.scenario_key = mean_pay.scenario_key
            and totals.seed = mean_pay.seed
            and totals.simulation_year = mean_pay.simulation_year
    order by totals.scenario_id, totals.seed, totals.simulation_year

)

select * from year_metrics
