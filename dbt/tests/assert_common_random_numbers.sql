-- Under one seed every scenario meets the same hires and the same departures among them: a difference between scenarios is
-- then a difference in levers, not in luck.
with

hires as (

    select
        seed,
        simulation_year,
        employee_id,
        job_level,
        birth_date,
        hire_date,
        termination_date

    from {{ ref('fct_workforce_snapshot') }}
    where detailed_status_code in ('new_hire_active', 'new_hire_termination')

)

select
    seed,
    simulation_year,
    employee_id,
    count(*) as scenarios

from hires
group by seed, simulation_year, employee_id, job_level, birth_date, hire_date, termination_date
having count(*) <> (select count(*) from {{ ref('stg_parameters__requested_scenarios') }})
