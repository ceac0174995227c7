with

person_years as (

    select * from {{ ref('int_person_years') }}

),

cohorts as (

    select * from {{ ref('int_pay_cohorts') }}

),

years as (

    select * from {{ ref('stg_assumptions__years') }}

),

factors as (

    select * from {{ ref('int_cohort_factors') }}

),

-- The other reading of the cohorts' factors: starting pay times factor, person by person.
person_pay as (

    select
        populations.scenario_key,
        populations.scenario_id,
        person_years.*,
        years.is_base_year,
        years.first_day,
        cast(years.first_day + (person_years.termination_day - 1) as date) as termination_date,
        cast(person_years.starting_pay as double) * factors.opening_factor as opening_salary,
        cast(person_years.starting_pay as double) * factors.middle_factor as middle_salary,
        cast(person_years.starting_pay as double) * factors.closing_factor as closing_salary,
        cast(person_years.starting_pay as double) * (
            person_years.days_before_events * factors.opening_factor
            + person_years.days_between_events * factors.middle_factor
            + person_years.days_after_events * factors.closing_factor
        ) / years.days_in_year as prorated_pay

    from person_years
    inner join years
        on person_years.simulation_year = years.simulation_year
    inner join cohorts
        on
            person_years.simulation_year = cohorts.simulation_year
            and person_years.origin_year = cohorts.origin_year
            and person_years.starting_level = cohorts.starting_level
            and person_years.pay_history = cohorts.pay_history
    inner join {{ ref('int_scenario_populations') }} as populations
        on person_years.population_key = populations.population_key
    inner join factors
        on
            populations.scenario_key = factors.scenario_key
            and cohorts.cohort_key = factors.cohort_key

)

select * from person_pay
