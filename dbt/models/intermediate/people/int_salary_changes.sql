with

person_pay as (

    select * from {{ ref('int_person_pay') }}
    where not is_base_year

),

event_sequences as (

    select * from {{ ref('stg_assumptions__event_sequences') }}

),

steps as (

    select * from {{ ref('int_pay_steps') }}

),

sequenced as (

    select
        person_pay.*,
        event_sequences.promotion_position,
        event_sequences.raise_position,
        steps.merit_rate,
        steps.cola_rate

    from person_pay
    inner join event_sequences
        on person_pay.sequence_code = event_sequences.sequence_code
    inner join steps
        on
            person_pay.scenario_key = steps.scenario_key
            and person_pay.simulation_year = steps.simulation_year
            and person_pay.opening_level = steps.opening_level
            and person_pay.sequence_code = steps.sequence_code

),

promotions as (

    select
        scenario_id,
        seed,
        simulation_year,
        employee_id,
        'PROMOTION' as event_type,
        cast(first_day + (promotion_day - 1) as date) as effective_date,
        opening_level as from_level,
        closing_level as to_level,
        case when promotion_position = 1 then opening_salary else middle_salary end as previous_salary,
        case when promotion_position = 1 then middle_salary else closing_salary end as new_salary,
        cast(null as double) as merit_rate,
        cast(null as double) as cola_rate

    from sequenced
    where promotion_day is not null

),

raises as (

    select
        scenario_id,
        seed,
        simulation_year,
        employee_id,
        'RAISE' as event_type,
        cast(first_day + (raise_day - 1) as date) as effective_date,
        case when raise_position = 2 then closing_level else opening_level end as from_level,
        case when raise_position = 2 then closing_level else opening_level end as to_level,
        case when raise_position = 1 then opening_salary else middle_salary end as previous_salary,
        case when raise_position = 1 then middle_salary else closing_salary end as new_salary,
        merit_rate,
        cola_rate

    from sequenced
    where raise_day is not null

),

salary_changes as (

    select * from promotions
    union all
    select * from raises

)

select * from salary_changes
