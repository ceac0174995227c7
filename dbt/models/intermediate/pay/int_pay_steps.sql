{{ config(materialized='table') }}

with

levers as (

    select * from {{ ref('int_levers_by_level') }}

),

event_sequences as (

    select * from {{ ref('stg_assumptions__event_sequences') }}

),

-- A raise after a promotion is one of the new level.
rates as (

    select
        levers.scenario_key,
        levers.scenario_id,
        levers.simulation_year,
        levers.job_level as opening_level,
        event_sequences.sequence_code,
        event_sequences.promotion_position,
        event_sequences.raise_position,
        levers.promotion_raise,
        case when event_sequences.has_merit then levers_at_raise.merit_base else 0 end as merit_rate,
        levers_at_raise.cola_rate

    from levers
    cross join event_sequences
    inner join levers as levers_at_raise
        on
            levers.scenario_key = levers_at_raise.scenario_key
            and levers.simulation_year = levers_at_raise.simulation_year
            and levers_at_raise.job_level
            = levers.job_level + case when event_sequences.raise_position > 1 then event_sequences.promotion_position else 0 end

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
