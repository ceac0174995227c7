{#- Two figures stored to four decimals, each off by half a unit of the last at most, together by less than one and a half. -#}
{% set rounding = 0.00015 %}
{#- Doubles keep sixteen digits: above ten billion a year that is more than the fourth decimal. -#}
{% set relative_rounding = 1e-14 %}

-- For the paid days of the year: a full year's salary is the bound only of whoever is there all year.
with

salaries_of_the_year as (

    select
        scenario_id,
        seed,
        simulation_year,
        employee_id,
        max(greatest(previous_salary, new_salary)) as highest_salary

    from {{ ref('fct_yearly_events') }}
    group by scenario_id, seed, simulation_year, employee_id

),

paid as (

    select
        snapshot.scenario_id,
        snapshot.seed,
        snapshot.simulation_year,
        snapshot.employee_id,
        snapshot.prorated_annual_compensation,
        greatest(snapshot.annual_salary, salaries_of_the_year.highest_salary) as highest_salary,
        (
            least(snapshot.termination_date, years.first_day + (years.days_in_year - 1))
            - greatest(snapshot.hire_date, years.first_day) + 1
        ) / years.days_in_year as share_of_year

    from {{ ref('fct_workforce_snapshot') }} as snapshot
    inner join {{ ref('stg_assumptions__years') }} as years
        on snapshot.simulation_year = years.simulation_year
    left join salaries_of_the_year
        on
            snapshot.scenario_id = salaries_of_the_year.scenario_id
            and snapshot.seed = salaries_of_the_year.seed
            and snapshot.simulation_year = salaries_of_the_year.simulation_year
            and snapshot.employee_id = salaries_of_the_year.employee_id
    -- The census is paid the whole base year at today's salary, whenever it was hired.
    where not years.is_base_year

)

select *

from paid
where prorated_annual_compensation > highest_salary * share_of_year * (1 + {{ relative_rounding }}) + {{ rounding }}
