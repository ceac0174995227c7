with

clock as (

    select * from {{ ref('stg_assumptions__clock') }}
    where is_first_year

),

base_year as (

    select * from {{ ref('stg_assumptions__years') }}
    where is_base_year

),

populations as (

    select distinct population_key from {{ ref('int_scenario_populations') }}

),

-- The census as a year of its own: everybody is paid the whole year at today's salary.
base_years as (

    select
        populations.population_key,
        seeds.seed,
        base_year.simulation_year,
        census.employee_id,
        base_year.simulation_year as origin_year,
        census.job_level as starting_level,
        '' as pay_history,
        census.job_level as opening_level,
        census.job_level as closing_level,
        census.birth_date,
        census.hire_date,
        census.annual_salary as starting_pay,
        0 as sequence_code,
        cast(null as integer) as hire_day,
        cast(null as integer) as promotion_day,
        cast(null as integer) as raise_day,
        cast(null as integer) as termination_day,
        base_year.days_in_year as days_before_events,
        0 as days_between_events,
        0 as days_after_events,
        'continuous_active' as detailed_status_code

    from {{ ref('stg_hris__census') }} as census
    cross join clock
    cross join base_year
    cross join populations
    cross join {{ ref('stg_assumptions__seeds') }} as seeds

)

select * from base_years
