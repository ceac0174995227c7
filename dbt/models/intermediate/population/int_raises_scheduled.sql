with

promotions as (

    select
        *,
        {{ draw('raise_month', 'seed', 'employee_id', 'simulation_year') }} as month_draw,
        {{ draw('raise_day', 'seed', 'employee_id', 'simulation_year') }} as day_draw

    from {{ ref('int_promotions_drawn') }}

),

months as (

    select
        raise_months.cumulative_share_below,
        raise_months.cumulative_share,
        clock.simulation_year,
        make_date(clock.simulation_year, raise_months.raise_month, 1) - clock.first_day as days_before,
        extract(day from last_day(make_date(clock.simulation_year, raise_months.raise_month, 1))) as days_in_month

    from {{ ref('stg_assumptions__raise_months') }} as raise_months
    cross join {{ ref('stg_assumptions__clock') }} as clock

),

dated as (

    select
        promotions.*,
        cast(
            months.days_before + 1 + floor(promotions.day_draw * months.days_in_month) as integer
        ) as scheduled_day

    from promotions
    inner join months
        on
            promotions.month_draw >= months.cumulative_share_below
            and promotions.month_draw < months.cumulative_share

),

-- Who leaves on or before the day gets no raise.
raises as (

    select
        *,
        case
            when termination_day is null or termination_day > scheduled_day then scheduled_day
        end as raise_day

    from dated

)

select * from raises
