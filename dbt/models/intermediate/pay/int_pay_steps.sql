{{ config(materialized='table') }}

with

levers as (

    select * from {{ ref('int_levers_by_level') }}

),

event_sequences as (

    select * from {{ ref('stg_assumptions__event_sequences') }}

),

-- Each with the level that a promotion leads to; the top level has none, and nobody is promoted from it.
levels as (

    select
        levers.*,
        above.job_level is not null as has_level_above,
        above.merit_base as merit_base_above,
        above.cola_rate as cola_rate_above

    from levers
    left join levers as above
        on
            levers.scenario_key = above.scenario_key
            and levers.simulation_year = above.simulation_year
            and levers.job_level + 1 = above.job_level

),

-- A raise after a promotion is one of the new level.
rates as (

    select
        levels.scenario_key,
        levels.scenario_id,
        levels.simulation_year,
        levels.job_level as opening_level,
        event_sequences.sequence_code,
        event_sequences.promotion_position,
        event_sequences.raise_position,
        levels.promotion_raise,
        case
            when not event_sequences.has_merit then 0
            when event_sequences.raise_position > 1 then levels.merit_base_above
            else levels.merit_base
        end as merit_rate,
        case
            when event_sequences.raise_position > 1 then levels.cola_rate_above
            else levels.cola_rate
        end as cola_rate

    from levels
    inner join event_sequences
        on levels.has_level_above or event_sequences.promotion_position = 0

),

steps as (

    select
        scenario_key,
        scenario_id,
        simulation_year,
        opening_level,
        sequence_code,
        merit_rate,
        cola_rate,
        case when raise_position > 0 then merit_rate + cola_rate else 0 end as raise_rate,
        case
            when promotion_position = 1 then 1 + promotion_raise
            when raise_position = 1 then 1 + merit_rate + cola_rate
            else 1
        end as first_multiplier,
        case
            when promotion_position = 2 then 1 + promotion_raise
            when raise_position = 2 then 1 + merit_rate + cola_rate
            else 1
        end as second_multiplier

    from rates

)

select * from steps
