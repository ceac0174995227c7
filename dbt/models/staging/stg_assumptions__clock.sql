with

clock as (

    select * from {{ source('inputs', 'clock') }}

),

years as (

    select * from {{ ref('stg_assumptions__years') }}

),

settings as (

    select * from {{ ref('stg_assumptions__settings') }}

),

current_year as (

    select
        years.simulation_year,
        years.first_day,
        years.days_in_year,
        years.simulation_year = settings.start_year as is_first_year,
        -- The first simulated year writes the base year too.
        case
            when years.simulation_year = settings.start_year then settings.base_year
            else years.simulation_year
        end as first_written_year,
        make_date(years.simulation_year - 1, settings.merit_cutoff_month, settings.merit_cutoff_day) as merit_cutoff_date

    from clock
    inner join years
        on clock.simulation_year = years.simulation_year
    cross join settings

)

select * from current_year
