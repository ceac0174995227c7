with

clock as (

    select * from {{ ref('stg_assumptions__clock') }}

),

populations as (

    select distinct population_key from {{ ref('int_scenario_populations') }}

),

-- Hires come and go alike in every population: neither depends on a lever.
hire_years as (

    select
        populations.population_key,
        hires.seed,
        hires.simulation_year,
        hires.employee_id,
        hires.simulation_year as origin_year,
        hires.job_level as starting_level,
        '' as pay_history,
        hires.job_level as opening_level,
        hires.job_level as closing_level,
        hires.birth_date,
        cast(clock.first_day + (hires.hire_day - 1) as date) as hire_date,
        hires.starting_pay,
        0 as sequence_code,
        hires.hire_day,
        cast(null as integer) as promotion_day,
        cast(null as integer) as raise_day,
        terminations.termination_day,
        coalesce(terminations.termination_day, hires.days_in_year) - hires.hire_day + 1 as days_before_events,
        0 as days_between_events,
        0 as days_after_events,
        case
            when terminations.termination_day is null then 'new_hire_active' else 'new_hire_termination'
        end as detailed_status_code

    from {{ ref('int_hires') }} as hires
    inner join clock
        on hires.simulation_year = clock.simulation_year
    left join {{ ref('int_new_hire_terminations') }} as terminations
        on
            hires.seed = terminations.seed
            and hires.simulation_year = terminations.simulation_year
            and hires.employee_id = terminations.employee_id
    cross join populations

)

select * from hire_years
