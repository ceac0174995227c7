{{ config(materialized='table') }}

with

years as (

    select * from {{ ref('stg_assumptions__years') }}

),

from_the_census as (

    select
        seeds.seed,
        base_year.simulation_year as origin_year,
        census.employee_id,
        census.job_level as starting_level,
        census.birth_date,
        census.hire_date,
        census.annual_salary as starting_pay,
        cast(null as integer) as hire_day,
        cast(null as integer) as termination_day

    from {{ ref('stg_hris__census') }} as census
    cross join {{ ref('stg_assumptions__seeds') }} as seeds
    inner join years as base_year
        on base_year.is_base_year

),

hired as (

    select
        hires.seed,
        hires.simulation_year as origin_year,
        hires.employee_id,
        hires.job_level as starting_level,
        hires.birth_date,
        cast(years.first_day + (hires.hire_day - 1) as date) as hire_date,
        hires.starting_pay,
        hires.hire_day,
        terminations.termination_day

    from {{ ref('int_hires') }} as hires
    inner join years
        on hires.simulation_year = years.simulation_year
    left join {{ ref('int_new_hire_terminations') }} as terminations
        on
            hires.seed = terminations.seed
            and hires.simulation_year = terminations.simulation_year
            and hires.employee_id = terminations.employee_id

),

everybody as (

    select * from from_the_census
    union all
    select * from hired

),

-- Joins on a number are cheaper than on an id. By year of origin first: a longer horizon renumbers nobody.
people as (

    select
        *,
        cast(row_number() over (partition by seed order by origin_year, employee_id) as integer) as person_key,
        cast(row_number() over (partition by seed order by employee_id) as integer) as id_rank,
        cast(starting_pay * 1000000 as hugeint) as starting_pay_millionths

    from everybody

)

select * from people
