with

people as (

    select * from {{ ref('int_people') }}

),

years as (

    select * from {{ ref('stg_assumptions__years') }}

),

-- The census is paid all of its year at today's salary, a hire from the first day to the end of the year or to the leaving.
arrival_years as (

    select
        people.*,
        years.days_in_year,
        case
            when people.hire_day is null then years.days_in_year
            else coalesce(people.termination_day, years.days_in_year) - people.hire_day + 1
        end as days_before_events,
        case
            when people.hire_day is null then 'continuous_active'
            when people.termination_day is null then 'new_hire_active'
            else 'new_hire_termination'
        end as detailed_status_code

    from people
    inner join years
        on people.origin_year = years.simulation_year

)

select * from arrival_years
