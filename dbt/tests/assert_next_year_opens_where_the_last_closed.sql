-- The edge from year to year is outside dbt's graph, so it is proved here, person by person: whoever is active at the end of a
-- year, and nobody else, is on the next year's opening roster.
with

snapshot as (

    select
        scenario_id,
        seed,
        simulation_year,
        employee_id,
        birth_date,
        hire_date,
        employment_status = 'active' as is_active,
        detailed_status_code in ('continuous_active', 'experienced_termination') as is_on_opening_roster

    from {{ ref('fct_workforce_snapshot') }}

),

closed as (

    select
        *,
        simulation_year + 1 as next_year

    from snapshot
    where
        is_active
        and simulation_year < (select max(years.simulation_year) from {{ ref('stg_assumptions__years') }} as years)

),

opened as (

    select *

    from snapshot
    where
        is_on_opening_roster
        and simulation_year > (select min(years.simulation_year) from {{ ref('stg_assumptions__years') }} as years)

)

select
    coalesce(opened.scenario_id, closed.scenario_id) as scenario_id,
    coalesce(opened.seed, closed.seed) as seed,
    coalesce(opened.simulation_year, closed.next_year) as simulation_year,
    coalesce(opened.employee_id, closed.employee_id) as employee_id

from closed
full outer join opened
    on
        closed.scenario_id = opened.scenario_id
        and closed.seed = opened.seed
        and closed.next_year = opened.simulation_year
        and closed.employee_id = opened.employee_id
where
    closed.employee_id is null
    or opened.employee_id is null
    or closed.birth_date is distinct from opened.birth_date
    or closed.hire_date is distinct from opened.hire_date
