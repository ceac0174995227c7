with

clock as (

    select * from {{ ref('stg_assumptions__clock') }}

),

-- The census in the first year, later the hires of the year before who stayed.
arrived_the_year_before as (

    select
        populations.population_key,
        people.seed,
        people.person_key,
        people.starting_level as opening_level,
        cast(0 as hugeint) as pay_history

    from {{ ref('int_people') }} as people
    inner join clock
        on people.origin_year = clock.simulation_year - 1
    cross join {{ ref('int_populations') }} as populations
    where people.termination_day is null

),

stayed_the_year_before as (

    select
        previous.population_key,
        previous.seed,
        previous.person_key,
        previous.closing_level as opening_level,
        previous.pay_history

    from {{ previous_roster_years() }} as previous
    inner join clock
        on previous.simulation_year = clock.simulation_year - 1
    where previous.termination_day is null

),

rosters as (

    select * from arrived_the_year_before
    union all
    select * from stayed_the_year_before

)

select * from rosters
