{{ config(materialized='table') }}

with

roster_years as (

    select
        roster_years.*,
        people.origin_year,
        people.starting_level,
        people.starting_pay,
        people.starting_pay_millionths,
        roster_years.termination_day is not null as is_leaving

    from {{ ref('int_roster_years') }} as roster_years
    inner join {{ ref('int_people') }} as people
        on
            roster_years.seed = people.seed
            and roster_years.person_key = people.person_key

),

roster_sums as (

    select
        population_key,
        seed,
        simulation_year,
        origin_year,
        starting_level,
        pay_history,
        opening_level,
        closing_level,
        sequence_code,
        case when is_leaving then 'experienced_termination' else 'continuous_active' end as detailed_status_code,
        {{ cohort_sums('days_before_events', 'days_between_events', 'days_after_events') }}

    from roster_years
    group by
        population_key,
        seed,
        simulation_year,
        origin_year,
        starting_level,
        pay_history,
        opening_level,
        closing_level,
        sequence_code,
        is_leaving

),

-- Census and hires come alike in every population.
arrival_sums as (

    select
        populations.population_key,
        arrivals.seed,
        arrivals.simulation_year,
        arrivals.origin_year,
        arrivals.starting_level,
        cast(0 as hugeint) as pay_history,
        arrivals.starting_level as opening_level,
        arrivals.starting_level as closing_level,
        0 as sequence_code,
        arrivals.detailed_status_code,
        arrivals.headcount,
        arrivals.starting_pay,
        arrivals.starting_pay_millionths,
        arrivals.starting_pay_millionths_squared,
        arrivals.pay_days_before_events,
        arrivals.pay_days_between_events,
        arrivals.pay_days_after_events

    from {{ ref('int_arrival_sums') }} as arrivals
    cross join {{ ref('int_populations') }} as populations

),

cohort_sums as (

    select * from roster_sums
    union all
    select * from arrival_sums

)

select * from cohort_sums
