with

statuses as (

    select * from {{ ref('int_cohort_statuses') }}

),

factors as (

    select * from {{ ref('int_cohort_factors') }}

),

populations as (

    select * from {{ ref('int_scenario_populations') }}

),

event_sequences as (

    select * from {{ ref('stg_assumptions__event_sequences') }}

),

cohort_pay as (

    select
        populations.scenario_key,
        statuses.seed,
        statuses.simulation_year,
        statuses.cohort_key,
        statuses.closing_level,
        statuses.is_active,
        statuses.is_continuous,
        statuses.is_hire,
        statuses.headcount,
        statuses.starting_pay * factors.opening_factor as opening_pay,
        statuses.starting_pay * factors.closing_factor as closing_pay,
        statuses.starting_pay_deviations_squared
        * factors.closing_factor * factors.closing_factor as closing_pay_deviations_squared,
        statuses.prorated_before_events * factors.opening_factor
        + statuses.prorated_between_events * factors.middle_factor
        + statuses.prorated_after_events * factors.closing_factor as prorated_pay,
        case event_sequences.raise_position
            when 1 then statuses.starting_pay * factors.opening_factor
            when 2 then statuses.starting_pay * factors.middle_factor
        end as pay_before_raise,
        factors.raise_rate,
        case event_sequences.promotion_position
            when 1 then statuses.starting_pay * (factors.middle_factor - factors.opening_factor)
            when 2 then statuses.starting_pay * (factors.closing_factor - factors.middle_factor)
        end as promotion_amount

    from populations
    inner join statuses
        on populations.population_key = statuses.population_key
    inner join factors
        on
            populations.scenario_key = factors.scenario_key
            and statuses.cohort_key = factors.cohort_key
    inner join event_sequences
        on statuses.sequence_code = event_sequences.sequence_code

)

select * from cohort_pay
