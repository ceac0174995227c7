{{ config(materialized='table') }}

with

years_ahead as (

    select
        *,
        {{ draw('raise_month', 'seed', 'employee_id', 'simulation_year') }} as month_draw,
        {{ draw('raise_day', 'seed', 'employee_id', 'simulation_year') }} as day_draw

    from {{ ref('int_years_ahead') }}

),

months as (

    select
        raise_months.cumulative_share_below,
        raise_months.cumulative_share,
        years.simulation_year,
        make_date(years.simulation_year, raise_months.raise_month, 1) - years.first_day as days_before,
        extract(day from last_day(make_date(years.simulation_year, raise_months.raise_month, 1))) as days_in_month

    from {{ ref('stg_assumptions__raise_months') }} as raise_months
    cross join {{ ref('stg_assumptions__years') }} as years

),

-- What no lever moves, drawn once for all populations: when somebody would leave, be promoted or get a raise.
person_draws as (

    select
        people.seed,
        people.simulation_year,
        people.person_key,
        people.id_rank,
        people.days_in_year,
        people.has_merit,
        people.termination_multiplier,
        people.promotion_multiplier,
        -ln(1 - {{ draw('termination', 'people.seed', 'people.employee_id', 'people.simulation_year') }})
            as termination_exponential,
        {{ drawn_day('termination_day', 'people') }} as termination_day,
        {{ draw('promotion', 'people.seed', 'people.employee_id', 'people.simulation_year') }} as promotion_draw,
        {{ drawn_day('promotion_day', 'people') }} as promotion_day,
        cast(months.days_before + 1 + floor(people.day_draw * months.days_in_month) as integer) as raise_day

    from years_ahead as people
    inner join months
        on
            people.simulation_year = months.simulation_year
            and people.month_draw >= months.cumulative_share_below
            and people.month_draw < months.cumulative_share

)

select * from person_draws
