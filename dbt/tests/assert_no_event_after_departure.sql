-- Nothing happens to people who are gone, and pay events fall before the last paid day; only a hire may share it.
with

events as (

    select * from {{ ref('fct_yearly_events') }}

),

departures as (

    select
        scenario_id,
        seed,
        employee_id,
        termination_date

    from {{ ref('fct_workforce_snapshot') }}
    where termination_date is not null

)

select
    events.scenario_id,
    events.seed,
    events.employee_id,
    events.event_type,
    events.effective_date,
    departures.termination_date

from events
inner join departures
    on
        events.scenario_id = departures.scenario_id
        and events.seed = departures.seed
        and events.employee_id = departures.employee_id
where
    events.effective_date > departures.termination_date
    or (events.event_type in ('PROMOTION', 'RAISE') and events.effective_date = departures.termination_date)
    or (events.event_type = 'TERMINATION' and events.effective_date <> departures.termination_date)
