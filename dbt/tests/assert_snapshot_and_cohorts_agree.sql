{#- The snapshot stores pay to four decimals, so every row may be off by half a unit of the last. -#}
{% set rounding = 0.00005 %}
{% set tolerance = 1e-9 %}

-- The factors have two readings, person by person and cohort by cohort: headcounts are equal, and the wage bill is one figure.
-- A year after the last departure has nobody in the snapshot and zeros in the metrics.
with

from_persons as (

    select
        scenario_id,
        seed,
        simulation_year,
        count(*) as headcount,
        count(*) filter (where detailed_status_code in ('continuous_active', 'experienced_termination')) as opening_headcount,
        count(*) filter (where detailed_status_code in ('new_hire_active', 'new_hire_termination')) as hires,
        count(*) filter (where detailed_status_code = 'experienced_termination') as terminations,
        count(*) filter (where detailed_status_code = 'new_hire_termination') as new_hire_terminations,
        count(*) filter (where employment_status = 'active') as closing_headcount,
        cast(sum(prorated_annual_compensation) as double) as wage_bill

    from {{ ref('fct_workforce_snapshot') }}
    where simulation_year > (select min(years.simulation_year) from {{ ref('stg_assumptions__years') }} as years)
    group by scenario_id, seed, simulation_year

),

from_cohorts as (

    select * from {{ ref('fct_year_metrics') }}

)

select
    coalesce(from_persons.scenario_id, from_cohorts.scenario_id) as scenario_id,
    coalesce(from_persons.seed, from_cohorts.seed) as seed,
    coalesce(from_persons.simulation_year, from_cohorts.simulation_year) as simulation_year,
    from_persons.wage_bill,
    from_cohorts.wage_bill as wage_bill_of_cohorts

from from_persons
full outer join from_cohorts
    on
        from_persons.scenario_id = from_cohorts.scenario_id
        and from_persons.seed = from_cohorts.seed
        and from_persons.simulation_year = from_cohorts.simulation_year
where
    (
        coalesce(from_persons.opening_headcount, 0) = from_cohorts.opening_headcount
        and coalesce(from_persons.hires, 0) = from_cohorts.hires
        and coalesce(from_persons.terminations, 0) = from_cohorts.terminations
        and coalesce(from_persons.new_hire_terminations, 0) = from_cohorts.new_hire_terminations
        and coalesce(from_persons.closing_headcount, 0) = from_cohorts.closing_headcount
        and abs(coalesce(from_persons.wage_bill, 0) - from_cohorts.wage_bill)
        <= coalesce(from_persons.headcount, 0) * {{ rounding }} + {{ tolerance }} * from_cohorts.wage_bill
    ) is distinct from true
