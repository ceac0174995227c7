with

settings as (

    select * from {{ ref('stg_assumptions__settings') }}

),

-- Whoever stays beyond the first year, in every year in which they may still be there.
people as (

    select
        people.*,
        cast(unnest(range(people.origin_year + 1, settings.end_year + 1)) as integer) as simulation_year

    from {{ ref('int_people') }} as people
    cross join settings
    where people.termination_day is null

),

years as (

    select
        years.*,
        make_date(years.simulation_year - 1, settings.merit_cutoff_month, settings.merit_cutoff_day) as merit_cutoff_date

    from {{ ref('stg_assumptions__years') }} as years
    cross join settings

),

aged as (

    select
        people.seed,
        people.person_key,
        people.id_rank,
        people.employee_id,
        years.simulation_year,
        years.days_in_year,
        people.hire_date <= years.merit_cutoff_date as has_merit,
        cast({{ completed_years('people.birth_date', 'years.simulation_year') }} as integer) as age_years,
        cast({{ completed_years('people.hire_date', 'years.simulation_year') }} as integer) as tenure_years

    from people
    inner join years
        on people.simulation_year = years.simulation_year

),

years_ahead as (

    select
        aged.*,
        tenure_bands.termination_multiplier * age_bands.termination_multiplier as termination_multiplier,
        case
            when
                aged.tenure_years >= settings.promotion_min_tenure_years
                and aged.age_years < settings.promotion_max_age_years
                then age_bands.promotion_multiplier * tenure_bands.promotion_multiplier
            else 0
        end as promotion_multiplier

    from aged
    inner join {{ ref('stg_assumptions__age_bands') }} as age_bands
        on aged.age_years = age_bands.age_years
    inner join {{ ref('stg_assumptions__tenure_bands') }} as tenure_bands
        on aged.tenure_years = tenure_bands.tenure_years
    cross join settings

)

select * from years_ahead
