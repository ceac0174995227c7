with

terminations as (

    select * from {{ ref('int_terminations_drawn') }}

),

levers as (

    select * from {{ ref('int_population_levers') }}

),

-- A hazard above one is certain. A leaver is promoted only before the day of leaving, and gets no raise on that day or after it.
events as (

    select
        terminations.* replace (
            case
                when
                    terminations.promotion_draw < least(1, levers.promotion_probability * terminations.promotion_multiplier)
                    and (terminations.termination_day is null or terminations.promotion_day < terminations.termination_day)
                    then terminations.promotion_day
            end as promotion_day,
            case
                when terminations.termination_day is null or terminations.raise_day < terminations.termination_day
                    then terminations.raise_day
            end as raise_day
        )

    from terminations
    inner join levers
        on
            terminations.population_key = levers.population_key
            and terminations.simulation_year = levers.simulation_year
            and terminations.opening_level = levers.job_level

)

select * from events
