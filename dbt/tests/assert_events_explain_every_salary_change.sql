-- A career read as one chain of salaries, through events and year ends: every link starts at the salary on which the one before it
-- ended, the first is a hire or the census. A salary that changes without an event, or an event that leaves no trace, breaks it.
with

links as (

    select
        scenario_id,
        seed,
        employee_id,
        event_type = 'HIRE' as is_start,
        effective_date,
        -- On one day the promotion comes before the raise, and a departure after both.
        case event_type when 'HIRE' then 1 when 'PROMOTION' then 2 when 'RAISE' then 3 else 4 end as position_in_day,
        previous_salary,
        coalesce(new_salary, previous_salary) as next_salary

    from {{ ref('fct_yearly_events') }}

    union all

    select
        snapshot.scenario_id,
        snapshot.seed,
        snapshot.employee_id,
        years.is_base_year as is_start,
        make_date(snapshot.simulation_year, 12, 31) as effective_date,
        5 as position_in_day,
        snapshot.annual_salary as previous_salary,
        snapshot.annual_salary as next_salary

    from {{ ref('fct_workforce_snapshot') }} as snapshot
    inner join {{ ref('stg_assumptions__years') }} as years
        on snapshot.simulation_year = years.simulation_year

),

chain as (

    select
        *,
        lag(next_salary) over (
            partition by scenario_id, seed, employee_id
            order by effective_date, position_in_day
        ) as salary_before

    from links

)

select *

from chain
where
    (salary_before is null and not is_start)
    or (salary_before is not null and is_start)
    or salary_before <> previous_salary
