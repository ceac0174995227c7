{{ config(materialized='table') }}

with

event_sequences as (

    select
        event_sequence,
        sequence_code,
        promotion_position,
        raise_position,
        has_merit = 1 as has_merit

    from {{ ref('event_sequences') }}

)

select * from event_sequences
