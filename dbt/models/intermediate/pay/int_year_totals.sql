{{ config(materialized='table') }}

with

scenario_years as (

    select * from {{ ref('int_scenario_years') }}

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

-- A year after the last person left has a row of zeros.
year_totals as (

    select
        scenario_years.scenario_key,
        scenario_years.scenario_id,
        scenario_years.seed,
        scenario_years.simulation_year,
        scenario_years.is_base_year,
        {%- for headcount in [
            'roster_headcount', 'hires', 'terminations', 'new_hire_terminations', 'promotions', 'raises',
            'active_headcount', 'continuous_headcount'
        ] %}
        cast(coalesce(sum(level_pay.{{ headcount }}), 0) as bigint) as {{ headcount }},
        {%- endfor %}
        {%- for pay in [
            'active_pay', 'active_prorated_pay', 'continuous_prorated_pay', 'wage_bill', 'pay_before_raises', 'raise_amount'
        ] %}
        coalesce({{ exact_sum('level_pay.' ~ pay) }}, 0) as {{ pay }},
        {%- endfor %}
        {{ exact_sum('level_pay.pay_cv', scale=18) }} / nullif(count(level_pay.pay_cv), 0) as equity_cv

    from scenario_years
    left join level_pay
        on
            scenario_years.scenario_key = level_pay.scenario_key
            and scenario_years.seed = level_pay.seed
            and scenario_years.simulation_year = level_pay.simulation_year
    group by
        scenario_years.scenario_key,
        scenario_years.scenario_id,
        scenario_years.seed,
        scenario_years.simulation_year,
        scenario_years.is_base_year

)

select * from year_totals
