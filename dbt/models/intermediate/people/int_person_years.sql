with

roster_years as (

    select
        roster_years.*,
        people.employee_id,
        people.origin_year,
        people.starting_level,
        people.birth_date,
        people.hire_date,
        people.starting_pay,
        cast(null as integer) as hire_day,
        case
            when roster_years.termination_day is null then 'continuous_active' else 'experienced_termination'
        end as detailed_status_code

    from {{ ref('int_roster_years') }} as roster_years
    inner join {{ ref('int_people') }} as people
        on
            roster_years.seed = people.seed
            and roster_years.person_key = people.person_key

),

-- Census and hires come alike in every population: neither depends on a lever.
arrival_years as (

    select
        populations.population_key,
        arrivals.seed,
        arrivals.origin_year as simulation_year,
        arrivals.person_key,
        arrivals.starting_level as opening_level,
        arrivals.starting_level as closing_level,
        cast(0 as hugeint) as pay_history,
        0 as sequence_code,
        cast(null as integer) as promotion_day,
        cast(null as integer) as raise_day,
        arrivals.termination_day,
        arrivals.days_before_events,
        0 as days_between_events,
        0 as days_after_events,
        arrivals.employee_id,
        arrivals.origin_year,
        arrivals.starting_level,
        arrivals.birth_date,
        arrivals.hire_date,
        arrivals.starting_pay,
        arrivals.hire_day,
        arrivals.detailed_status_code

    from {{ ref('int_arrival_years') }} as arrivals
    cross join {{ ref('int_populations') }} as populations

),

person_years as (

    select * from roster_years
    union all
    select * from arrival_years

)

select * from person_years
