-- Models count on these positions: a ninth sequence, or another meaning of one, would pay people wrongly without an error.
with

known as (

    select listed.*

    from (
        values
        ('none', 0, 0, 0),
        ('P', 1, 0, 0),
        ('R', 0, 1, 0),
        ('M', 0, 1, 1),
        ('PR', 1, 2, 0),
        ('PM', 1, 2, 1),
        ('RP', 2, 1, 0),
        ('MP', 2, 1, 1)
    ) as listed (event_sequence, promotion_position, raise_position, has_merit)

),

-- A pay history is one digit a year, so a code is a digit of its own.
given as (

    select
        event_sequence,
        promotion_position,
        raise_position,
        has_merit,
        sequence_code between 0 and 9 as is_a_digit,
        count(*) over (partition by sequence_code) as sharers

    from {{ ref('event_sequences') }}

)

select
    known.event_sequence,
    given.event_sequence as given_sequence,
    given.is_a_digit,
    given.sharers

from known
full outer join given
    on
        known.event_sequence = given.event_sequence
        and known.promotion_position = given.promotion_position
        and known.raise_position = given.raise_position
        and known.has_merit = given.has_merit
where
    known.event_sequence is null
    or given.event_sequence is null
    or not given.is_a_digit
    or given.sharers > 1
