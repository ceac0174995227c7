with

terminations as (

    select * from {{ ref('int_terminations_drawn') }}

),

levers as (

    select * from {{ ref('int_population_levers') }}

),

-- A hazard above one is certain.
hazards as (

    select
        terminations.*,
        terminations.is_at_risk_of_promotion
        and {{ draw(
            'promotion', 'terminations.seed', 'terminations.employee_id', 'terminations.simulation_year'
        ) }} < least(1, levers.promotion_probability * terminations.promotion_multiplier) as is_selected

    from terminations
    inner join levers
        on
            terminations.population_key = levers.population_key
            and terminations.simulation_year = levers.simulation_year
            and terminations.opening_level = levers.job_level

),

dated as (

    select
        *,
        case
            when is_selected
                then cast(
                    1 + floor({{ draw('promotion_day', 'seed', 'employee_id', 'simulation_year') }} * days_in_year)
                    as integer
                )
        end as selected_day

    from hazards

),

-- A leaver is promoted only before the day of leaving.
promotions as (

    select
        *,
        case
            when termination_day is null or selected_day < termination_day then selected_day
        end as promotion_day

    from dated

)

select * from promotions
