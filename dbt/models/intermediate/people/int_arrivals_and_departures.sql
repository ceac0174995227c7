with

person_pay as (

    select * from {{ ref('int_person_pay') }}
    where not is_base_year

),

hires as (

    select
        scenario_id,
        seed,
        simulation_year,
        employee_id,
        'HIRE' as event_type,
        hire_date as effective_date,
        cast(null as integer) as from_level,
        opening_level as to_level,
        cast(null as double) as previous_salary,
        opening_salary as new_salary,
        cast(null as double) as merit_rate,
        cast(null as double) as cola_rate

    from person_pay
    where hire_day is not null

),

terminations as (

    select
        scenario_id,
        seed,
        simulation_year,
        employee_id,
        'TERMINATION' as event_type,
        termination_date as effective_date,
        closing_level as from_level,
        cast(null as integer) as to_level,
        closing_salary as previous_salary,
        cast(null as double) as new_salary,
        cast(null as double) as merit_rate,
        cast(null as double) as cola_rate

    from person_pay
    where termination_day is not null

),

arrivals_and_departures as (

    select * from hires
    union all
    select * from terminations

)

select * from arrivals_and_departures
