with

clock as (

    select * from {{ ref('stg_assumptions__clock') }}

),

populations as (

    select distinct population_key from {{ ref('int_scenario_populations') }}

),

from_the_census as (

    select
        populations.population_key,
        seeds.seed,
        census.employee_id,
        clock.simulation_year - 1 as origin_year,
        census.job_level as starting_level,
        '' as pay_history,
        census.job_level as opening_level,
        census.birth_date,
        census.hire_date,
        census.annual_salary as starting_pay

    from {{ ref('stg_hris__census') }} as census
    cross join clock
    cross join populations
    cross join {{ ref('stg_assumptions__seeds') }} as seeds
    where clock.is_first_year

),

from_the_year_before as (

    select
        previous.population_key,
        previous.seed,
        previous.employee_id,
        previous.origin_year,
        previous.starting_level,
        previous.pay_history,
        previous.closing_level as opening_level,
        previous.birth_date,
        previous.hire_date,
        previous.starting_pay

    from {{ previous_person_years() }} as previous
    inner join clock
        on previous.simulation_year = clock.simulation_year - 1
    where
        not clock.is_first_year
        and previous.termination_day is null

),

on_the_roster as (

    select * from from_the_census
    union all
    select * from from_the_year_before

),

rosters as (

    select
        on_the_roster.*,
        clock.simulation_year,
        clock.first_day,
        clock.days_in_year,
        on_the_roster.hire_date <= clock.merit_cutoff_date as has_merit,
        cast({{ completed_years('on_the_roster.birth_date', 'clock.simulation_year') }} as integer) as age_years,
        cast({{ completed_years('on_the_roster.hire_date', 'clock.simulation_year') }} as integer) as tenure_years

    from on_the_roster
    cross join clock

)

select * from rosters
