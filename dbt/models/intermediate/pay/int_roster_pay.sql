with

roster as (

    select * from {{ ref('int_cohort_pay') }}
    where not is_hire

),

cohorts as (

    select * from {{ ref('int_pay_cohorts') }}

),

steps as (

    select * from {{ ref('int_pay_steps') }}

),

-- What each event added, in dollars per year. The census year has no steps, so it is left out.
changes as (

    select
        roster.scenario_key,
        roster.seed,
        roster.simulation_year,
        roster.is_continuous,
        roster.headcount,
        roster.opening_pay,
        roster.closing_pay,
        coalesce(roster.pay_before_raise * steps.cola_rate, 0) as cola_amount,
        coalesce(roster.pay_before_raise * steps.merit_rate, 0) as merit_amount,
        coalesce(roster.promotion_amount, 0) as promotion_amount

    from roster
    inner join cohorts
        on roster.cohort_key = cohorts.cohort_key
    inner join steps
        on
            roster.scenario_key = steps.scenario_key
            and cohorts.simulation_year = steps.simulation_year
            and cohorts.opening_level = steps.opening_level
            and cohorts.sequence_code = steps.sequence_code

),

roster_pay as (

    select
        scenario_key,
        seed,
        simulation_year,
        sum(headcount) as roster_headcount,
        {{ exact_sum('opening_pay') }} as roster_opening_pay,
        sum(headcount) filter (where is_continuous) as continuous_headcount,
        {{ exact_sum('opening_pay', 'is_continuous') }} as continuous_opening_pay,
        {{ exact_sum('cola_amount', 'is_continuous') }} as cola_amount,
        {{ exact_sum('merit_amount', 'is_continuous') }} as merit_amount,
        {{ exact_sum('promotion_amount', 'is_continuous') }} as promotion_amount,
        {{ exact_sum('closing_pay', 'is_continuous') }} as continuous_closing_pay

    from changes
    group by scenario_key, seed, simulation_year

)

select * from roster_pay
