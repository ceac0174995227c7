with

person_pay as (

    select
        *,
        cast({{ completed_years('birth_date', 'simulation_year') }} as integer) as age_years,
        cast({{ completed_years('hire_date', 'simulation_year') }} as integer) as tenure_years

    from {{ ref('int_person_pay') }}

),

census as (

    select * from {{ ref('stg_hris__census') }}

),

workforce_snapshot as (

    select
        person_pay.scenario_id,
        person_pay.seed,
        person_pay.simulation_year,
        person_pay.employee_id,
        person_pay.closing_level as job_level,
        person_pay.birth_date,
        person_pay.hire_date,
        cast(person_pay.closing_salary as decimal(18, 4)) as annual_salary,
        cast(person_pay.prorated_pay as decimal(18, 4)) as prorated_annual_compensation,
        cast(person_pay.closing_salary as decimal(18, 4)) as full_year_equivalent_compensation,
        case when person_pay.termination_day is null then 'active' else 'terminated' end as employment_status,
        person_pay.detailed_status_code,
        person_pay.termination_date,
        age_bands.age_band,
        tenure_bands.tenure_band,
        person_pay.closing_salary / bands.band_midpoint as compa_ratio,
        census.gender,
        census.department

    from person_pay
    inner join {{ ref('int_salary_bands') }} as bands
        on person_pay.simulation_year = bands.simulation_year and person_pay.closing_level = bands.job_level
    inner join {{ ref('stg_assumptions__age_bands') }} as age_bands
        on person_pay.age_years = age_bands.age_years
    inner join {{ ref('stg_assumptions__tenure_bands') }} as tenure_bands
        on person_pay.tenure_years = tenure_bands.tenure_years
    left join census
        on person_pay.employee_id = census.employee_id
    order by person_pay.scenario_id, person_pay.seed, person_pay.simulation_year, person_pay.employee_id

)

select * from workforce_snapshot
