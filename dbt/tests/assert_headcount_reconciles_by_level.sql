-- Opening at the level + hires + promotions in - promotions out - departures = closing, each side from a table of its own:
-- headcounts from the snapshot, movements from the events.
with

years as (

    select
        simulation_year,
        is_base_year,
        simulation_year = max(simulation_year) over () as is_last_year

    from {{ ref('stg_assumptions__years') }}

),

active as (

    select
        snapshot.scenario_id,
        snapshot.seed,
        snapshot.simulation_year,
        snapshot.job_level,
        years.is_base_year,
        years.is_last_year,
        count(*) as headcount

    from {{ ref('fct_workforce_snapshot') }} as snapshot
    inner join years
        on snapshot.simulation_year = years.simulation_year
    where snapshot.employment_status = 'active'
    group by all

),

movements as (

    select
        scenario_id,
        seed,
        simulation_year,
        from_level,
        to_level,
        count(*) as people

    from {{ ref('fct_yearly_events') }}
    where event_type in ('HIRE', 'PROMOTION', 'TERMINATION')
    group by all

),

signed as (

    select
        scenario_id,
        seed,
        simulation_year + 1 as simulation_year,
        job_level,
        headcount as people

    from active
    where not is_last_year

    union all

    select
        scenario_id,
        seed,
        simulation_year,
        to_level as job_level,
        people

    from movements
    where to_level is not null

    union all

    select
        scenario_id,
        seed,
        simulation_year,
        from_level as job_level,
        -people as people

    from movements
    where from_level is not null

    union all

    select
        scenario_id,
        seed,
        simulation_year,
        job_level,
        -headcount as people

    from active
    where not is_base_year

)

select
    scenario_id,
    seed,
    simulation_year,
    job_level,
    sum(people) as unexplained

from signed
group by scenario_id, seed, simulation_year, job_level
having sum(people) <> 0
