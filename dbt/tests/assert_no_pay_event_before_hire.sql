-- The first promotion or raise comes in the year after the hire, for simulated hires and for the census alike.
with

pay_events as (

    select * from {{ ref('fct_yearly_events') }}
    where event_type in ('PROMOTION', 'RAISE')

),

people as (

    select
        scenario_id,
        seed,
        simulation_year,
        employee_id,
        hire_date

    from {{ ref('fct_workforce_snapshot') }}

)

select
    pay_events.scenario_id,
    pay_events.seed,
    pay_events.simulation_year,
    pay_events.employee_id,
    pay_events.event_type,
    pay_events.effective_date,
    people.hire_date

from pay_events
left join people
    on
        pay_events.scenario_id = people.scenario_id
        and pay_events.seed = people.seed
        and pay_events.simulation_year = people.simulation_year
        and pay_events.employee_id = people.employee_id
where
    people.employee_id is null
    or extract(year from pay_events.effective_date) <= extract(year from people.hire_date)
