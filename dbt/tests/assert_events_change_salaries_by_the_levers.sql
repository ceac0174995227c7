{#- Both salaries are stored to four decimals, the first is multiplied by less than two: less than one and a half units of the last. -#}
{% set rounding = 0.00015 %}
{#- Doubles keep sixteen digits: above ten billion a year that is more than the fourth decimal. -#}
{% set relative_rounding = 1e-14 %}

-- A raise gives what the levers of the level held that day say, merit only to whoever was there at the cut-off; a promotion gives
-- what the level left behind says.
with

settings as (

    select * from {{ ref('stg_assumptions__settings') }}

),

pay_events as (

    select
        events.scenario_id,
        events.seed,
        events.simulation_year,
        events.employee_id,
        events.event_type,
        events.previous_salary,
        events.new_salary,
        events.merit_rate,
        events.cola_rate,
        levers.promotion_raise,
        levers.cola_rate as cola_lever,
        case
            when people.hire_date <= make_date(
                events.simulation_year - 1, settings.merit_cutoff_month, settings.merit_cutoff_day
            ) then levers.merit_base
            else 0
        end as merit_lever

    from {{ ref('fct_yearly_events') }} as events
    cross join settings
    left join {{ ref('fct_workforce_snapshot') }} as people
        on
            events.scenario_id = people.scenario_id
            and events.seed = people.seed
            and events.simulation_year = people.simulation_year
            and events.employee_id = people.employee_id
    left join {{ ref('int_levers_by_level') }} as levers
        on
            events.scenario_id = levers.scenario_id
            and events.simulation_year = levers.simulation_year
            and events.from_level = levers.job_level
    where events.event_type in ('PROMOTION', 'RAISE')

),

expected as (

    select
        *,
        previous_salary * (
            1 + case when event_type = 'PROMOTION' then promotion_raise else merit_lever + cola_lever end
        ) as expected_salary

    from pay_events

)

select *

from expected
where
    (abs(new_salary - expected_salary) <= {{ rounding }} + {{ relative_rounding }} * expected_salary) is distinct from true
    or (event_type = 'RAISE' and (merit_rate is distinct from merit_lever or cola_rate is distinct from cola_lever))
