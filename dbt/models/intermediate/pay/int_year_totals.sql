{% set headcounts = [
    'roster_headcount', 'hires', 'terminations', 'new_hire_terminations', 'promotions', 'raises', 'active_headcount',
    'continuous_headcount'
] %}
{% set amounts = [
    'active_pay', 'active_prorated_pay', 'continuous_prorated_pay', 'wage_bill', 'pay_before_raises', 'raise_amount'
] %}

with

scenario_years as (

    select * from {{ ref('int_scenario_years') }}

),

populations as (

    select * from {{ ref('int_scenario_populations') }}

),

headcounts as (

    select * from {{ ref('int_year_headcounts') }}

),

level_pay as (

    select * from {{ ref('int_level_pay') }}

),

dispersion as (

    select * from {{ ref('int_level_dispersion') }}

),

year_pay as (

    select
        level_pay.scenario_key,
        level_pay.seed,
        level_pay.simulation_year,
        {%- for amount in amounts %}
        {{ exact_sum('level_pay.' ~ amount) }} as {{ amount }},
        {%- endfor %}
        {{ exact_sum('dispersion.pay_cv', scale=18) }} / nullif(count(dispersion.pay_cv), 0) as equity_cv

    from level_pay
    left join dispersion
        on
            level_pay.scenario_key = dispersion.scenario_key
            and level_pay.seed = dispersion.seed
            and level_pay.simulation_year = dispersion.simulation_year
            and level_pay.job_level = dispersion.job_level
    group by level_pay.scenario_key, level_pay.seed, level_pay.simulation_year

),

-- A year after the last person left has a row of zeros.
year_totals as (

    select
        scenario_years.scenario_key,
        scenario_years.scenario_id,
        scenario_years.seed,
        scenario_years.simulation_year,
        scenario_years.is_base_year,
        {%- for headcount in headcounts %}
        coalesce(headcounts.{{ headcount }}, 0) as {{ headcount }},
        {%- endfor %}
        {%- for amount in amounts %}
        coalesce(year_pay.{{ amount }}, 0) as {{ amount }},
        {%- endfor %}
        year_pay.equity_cv

    from scenario_years
    inner join populations
        on scenario_years.scenario_key = populations.scenario_key
    left join headcounts
        on
            populations.population_key = headcounts.population_key
            and scenario_years.seed = headcounts.seed
            and scenario_years.simulation_year = headcounts.simulation_year
    left join year_pay
        on
            scenario_years.scenario_key = year_pay.scenario_key
            and scenario_years.seed = year_pay.seed
            and scenario_years.simulation_year = year_pay.simulation_year

)

select * from year_totals
