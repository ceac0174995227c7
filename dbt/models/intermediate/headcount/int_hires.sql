{{ config(materialized='table') }}

with

hires_by_level as (

    select * from {{ ref('int_hires_by_level') }}

),

-- One sequence of ids through the levels from the lowest.
numbered as (

    select
        seeds.seed,
        hires_by_level.simulation_year,
        hires_by_level.job_level,
        printf(
            'NH_%d_%06d',
            hires_by_level.simulation_year,
            hires_by_level.hires_at_lower_levels + unnest(range(1, hires_by_level.hires + 1))
        ) as employee_id

    from hires_by_level
    cross join {{ ref('stg_assumptions__seeds') }} as seeds

),

drawn as (

    select
        seed,
        simulation_year,
        job_level,
        employee_id,
        {{ draw('hire_age', 'seed', 'employee_id', 'simulation_year') }} as age_draw,
        {{ draw('hire_day', 'seed', 'employee_id', 'simulation_year') }} as day_draw,
        {{ draw('hire_salary', 'seed', 'employee_id', 'simulation_year') }} as salary_draw

    from numbered

),

hires as (

    select
        drawn.seed,
        drawn.simulation_year,
        drawn.employee_id,
        drawn.job_level,
        make_date(drawn.simulation_year - ages.age, 1, 1) as birth_date,
        cast(1 + floor(drawn.day_draw * years.days_in_year) as integer) as hire_day,
        years.days_in_year,
        cast(
            bands.band_midpoint
            * (settings.starting_pay_spread_lower + settings.starting_pay_spread_width * drawn.salary_draw)
            as decimal(24, 10)
        ) as starting_pay

    from drawn
    inner join {{ ref('stg_assumptions__hiring_ages') }} as ages
        on drawn.age_draw >= ages.cumulative_share_below and drawn.age_draw < ages.cumulative_share
    inner join {{ ref('stg_assumptions__years') }} as years
        on drawn.simulation_year = years.simulation_year
    inner join {{ ref('int_salary_bands') }} as bands
        on drawn.simulation_year = bands.simulation_year and drawn.job_level = bands.job_level
    cross join {{ ref('stg_assumptions__settings') }} as settings

)

select * from hires
