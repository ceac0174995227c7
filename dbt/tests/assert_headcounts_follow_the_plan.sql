-- Levers decide what people are paid, never how many there are: every scenario and seed has the planned headcounts.
with

plan as (

    select
        scenarios.scenario_id,
        seeds.seed,
        plan.simulation_year,
        plan.opening_headcount,
        plan.hires,
        plan.terminations,
        plan.new_hire_terminations,
        plan.closing_headcount

    from {{ ref('int_headcount_plan') }} as plan
    inner join {{ ref('stg_assumptions__years') }} as years
        on plan.simulation_year = years.simulation_year
    cross join {{ ref('stg_parameters__requested_scenarios') }} as scenarios
    cross join {{ ref('stg_assumptions__seeds') }} as seeds
    where not years.is_base_year

),

metrics as (

    select * from {{ ref('fct_year_metrics') }}

)

select
    plan.*,
    metrics.opening_headcount as simulated_opening_headcount,
    metrics.hires as simulated_hires,
    metrics.terminations as simulated_terminations,
    metrics.new_hire_terminations as simulated_new_hire_terminations,
    metrics.closing_headcount as simulated_closing_headcount

from plan
left join metrics
    on
        plan.scenario_id = metrics.scenario_id
        and plan.seed = metrics.seed
        and plan.simulation_year = metrics.simulation_year
where
    plan.opening_headcount is distinct from metrics.opening_headcount
    or plan.hires is distinct from metrics.hires
    or plan.terminations is distinct from metrics.terminations
    or plan.new_hire_terminations is distinct from metrics.new_hire_terminations
    or plan.closing_headcount is distinct from metrics.closing_headcount
