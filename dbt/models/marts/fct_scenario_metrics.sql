{% set methods = ['current', 'continuous', 'full_year_equivalent'] %}

with

year_metrics as (

    select * from {{ ref('fct_year_metrics') }}

),

scenario_metrics as (

    select
        scenario_id,
        seed,
        {%- for method in methods %}
        -- A mean over fewer years would be another quantity: one year without a mean leaves none.
        case
            when count(yoy_growth_{{ method }}) = count(*)
                then {{ exact_sum('yoy_growth_' ~ method, scale=18) }} / count(*)
        end as horizon_growth_{{ method }},
        {%- endfor %}
        {{ exact_sum('wage_bill') }} as total_compensation_cost,
        last(equity_cv order by simulation_year) as equity_cv,
        last(closing_headcount order by simulation_year) as closing_headcount,
        sum(promotions) / nullif(cast(sum(opening_headcount) as double), 0) as promotion_rate,
        {{ exact_sum('raise_amount') }} / nullif({{ exact_sum('pay_before_raises') }}, 0) as raise_budget_rate

    from year_metrics
    group by scenario_id, seed
    order by scenario_id, seed

)

select * from scenario_metrics
