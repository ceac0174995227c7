with

clock as (

    select * from {{ source('inputs', 'clock') }}

),

years as (

    select * from {{ ref('stg_assumptions__years') }}

),

current_year as (

    select
        years.simulation_year,
        years.days_in_year

    from clock
    inner join years
        on clock.simulation_year = years.simulation_year

)

select * from current_year
