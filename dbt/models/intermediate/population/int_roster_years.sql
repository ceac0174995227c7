{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        on_schema_change='fail',
        pre_hook="delete from {{ previous_roster_years() }} where simulation_year >= (select simulation_year from {{ ref('stg_assumptions__clock') }})"
    )
}}

with

events as (

    select * from {{ ref('int_events_drawn') }}

),

-- On one day the promotion comes first.
ordered as (

    select
        *,
        coalesce(termination_day, days_in_year) as last_paid_day,
        least(promotion_day, raise_day) as first_event_day,
        case
            when promotion_day is not null and raise_day is not null then greatest(promotion_day, raise_day)
        end as last_of_two_days,
        case when promotion_day is null then 0 when raise_day < promotion_day then 2 else 1 end as promotion_position,
        case when raise_day is null then 0 when promotion_day <= raise_day then 2 else 1 end as raise_position

    from events

),

-- Paid days at each salary: a new salary counts from its day on, and the day of leaving is the last paid one.
roster_years as (

    select
        ordered.population_key,
        ordered.seed,
        ordered.simulation_year,
        ordered.person_key,
        ordered.opening_level,
        cast(ordered.opening_level + case when ordered.promotion_day is null then 0 else 1 end as integer) as closing_level,
        cast(ordered.pay_history * {{ sequences_in_a_year() }} + event_sequences.sequence_code as hugeint) as pay_history,
        event_sequences.sequence_code,
        ordered.promotion_day,
        ordered.raise_day,
        ordered.termination_day,
        coalesce(ordered.first_event_day - 1, ordered.last_paid_day) as days_before_events,
        coalesce(coalesce(ordered.last_of_two_days, ordered.last_paid_day + 1) - ordered.first_event_day, 0) as days_between_events,
        coalesce(ordered.last_paid_day + 1 - ordered.last_of_two_days, 0) as days_after_events

    from ordered
    inner join {{ ref('stg_assumptions__event_sequences') }} as event_sequences
        on
            ordered.promotion_position = event_sequences.promotion_position
            and ordered.raise_position = event_sequences.raise_position
            and (ordered.raise_day is not null and ordered.has_merit) = event_sequences.has_merit

)

select * from roster_years
