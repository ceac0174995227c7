with

all_events as (

    select * from {{ ref('int_arrivals_and_departures') }}
    union all
    select * from {{ ref('int_salary_changes') }}

),

yearly_events as (

    select
        scenario_id,
        seed,
        simulation_year,
        md5(concat_ws('|', scenario_id, seed, employee_id, simulation_year, event_type)) as event_id,
        employee_id,
        event_type,
        effective_date,
        from_level,
        to_level,
        cast(previous_salary as decimal(18, 4)) as previous_salary,
        cast(new_salary as decimal(18, 4)) as new_salary,
        merit_rate,
        cola_rate

    from all_events
    order by scenario_id, seed, simulation_year, employee_id, event_type

)

select * from yearly_events
