with

hazards as (

    select
        *,
        -ln(1 - {{ draw('termination', 'seed', 'employee_id', 'simulation_year') }}) / termination_weight as termination_key

    from {{ ref('int_hazards_assigned') }}

),

plan as (

    select * from {{ ref('int_headcount_plan') }}

),

-- Weighted sampling without replacement (Efraimidis and Spirakis 2006): the smallest keys leave.
ranked as (

    select
        hazards.*,
        row_number() over (
            partition by hazards.population_key, hazards.seed
            order by hazards.termination_key, hazards.employee_id
        ) <= plan.terminations as is_leaving

    from hazards
    inner join plan
        on hazards.simulation_year = plan.simulation_year

),

terminations as (

    select
        *,
        case
            when is_leaving
                then cast(
                    1 + floor({{ draw('termination_day', 'seed', 'employee_id', 'simulation_year') }} * days_in_year)
                    as integer
                )
        end as termination_day

    from ranked

)

select * from terminations
