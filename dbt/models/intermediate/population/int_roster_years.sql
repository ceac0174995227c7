with

raises as (

    select * from {{ ref('int_raises_scheduled') }}

),

-- On one day the promotion comes first.
ordered as (

    select
        *,
        coalesce(termination_day, days_in_year) as last_paid_day,
        least(promotion_day, raise_day) as first_event_day,
        greatest(promotion_day, raise_day) as second_event_day,
        case when promotion_day is null then 0 when raise_day < promotion_day then 2 else 1 end as promotion_position,
        case when raise_day is null then 0 when promotion_day <= raise_day then 2 else 1 end as raise_position

    from raises

),

sequenced as (

    select
        ordered.*,
        event_sequences.sequence_code,
        case
            when ordered.promotion_day is not null and ordered.raise_day is not null then ordered.second_event_day
        end as last_of_two_days

    from ordered
    inner join {{ ref('stg_assumptions__event_sequences') }} as event_sequences
        on
            ordered.promotion_position = event_sequences.promotion_position
            and ordered.raise_position = event_sequences.raise_position
            and (ordered.raise_day is not null and ordered.has_merit) = event_sequences.has_merit

),

-- Paid days at each salary: a new salary counts from its day on, and the day of leaving is the last paid one.
roster_years as (

    select
        population_key,
        seed,
        simulation_year,
        employee_id,
        origin_year,
        starting_level,
        pay_history || cast(sequence_code as varchar) as pay_history,
        opening_level,
        opening_level + case when promotion_day is null then 0 else 1 end as closing_level,
        birth_date,
        hire_date,
        starting_pay,
        sequence_code,
        cast(null as integer) as hire_day,
        promotion_day,
        raise_day,
        termination_day,
        coalesce(first_event_day - 1, last_paid_day) as days_before_events,
        coalesce(coalesce(last_of_two_days, last_paid_day + 1) - first_event_day, 0) as days_between_events,
        coalesce(last_paid_day + 1 - last_of_two_days, 0) as days_after_events,
        case
            when termination_day is null then 'continuous_active' else 'experienced_termination'
        end as detailed_status_code

    from sequenced

)

select * from roster_years
