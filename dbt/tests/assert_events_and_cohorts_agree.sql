{#- Events store salaries to four decimals, so each may be off by half a unit of the last. -#}
{% set rounding = 0.00005 %}
{% set tolerance = 1e-9 %}

-- Promotions and raises, counted and added up from events and from cohorts.
with

from_events as (

    select
        scenario_id,
        seed,
        simulation_year,
        count(*) filter (where event_type = 'PROMOTION') as promotions,
        count(*) filter (where event_type = 'RAISE') as raises,
        coalesce(cast(sum(previous_salary) filter (where event_type = 'RAISE') as double), 0) as pay_before_raises,
        coalesce(sum(cast(previous_salary as double) * (merit_rate + cola_rate)) filter (where event_type = 'RAISE'), 0) as raise_amount

    from {{ ref('fct_yearly_events') }}
    group by scenario_id, seed, simulation_year

)

select
    from_cohorts.scenario_id,
    from_cohorts.seed,
    from_cohorts.simulation_year,
    from_events.promotions,
    from_cohorts.promotions as promotions_of_cohorts,
    from_events.raises,
    from_cohorts.raises as raises_of_cohorts,
    from_events.pay_before_raises,
    from_cohorts.pay_before_raises as pay_before_raises_of_cohorts,
    from_events.raise_amount,
    from_cohorts.raise_amount as raise_amount_of_cohorts

from {{ ref('fct_year_metrics') }} as from_cohorts
left join from_events
    on
        from_cohorts.scenario_id = from_events.scenario_id
        and from_cohorts.seed = from_events.seed
        and from_cohorts.simulation_year = from_events.simulation_year
where
    coalesce(from_events.promotions, 0) <> from_cohorts.promotions
    or coalesce(from_events.raises, 0) <> from_cohorts.raises
    or abs(coalesce(from_events.pay_before_raises, 0) - from_cohorts.pay_before_raises)
    > coalesce(from_events.raises, 0) * {{ rounding }} + {{ tolerance }} * from_cohorts.pay_before_raises
    or abs(coalesce(from_events.raise_amount, 0) - from_cohorts.raise_amount)
    > coalesce(from_events.raises, 0) * {{ rounding }} + {{ tolerance }} * from_cohorts.raise_amount
