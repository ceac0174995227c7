with

census as (

    select * from {{ source('inputs', 'census') }}

),

levels as (

    select * from {{ ref('stg_parameters__job_levels') }}

),

-- A missing level is the lowest whose band reaches the salary; a salary above every band belongs to the top level.
levels_by_pay as (

    select
        census.employee_id,
        coalesce(min(levels.job_level), (select max(top.job_level) from levels as top)) as job_level

    from census
    left join levels
        on census.annual_salary <= levels.max_compensation
    where census.job_level is null
    group by census.employee_id

),

employees as (

    select
        cast(census.employee_id as varchar) as employee_id,
        cast(census.birth_date as date) as birth_date,
        cast(census.hire_date as date) as hire_date,
        cast(census.annual_salary as decimal(24, 10)) as annual_salary,
        cast(coalesce(census.job_level, levels_by_pay.job_level) as integer) as job_level,
        cast(census.gender as varchar) as gender,
        cast(census.department as varchar) as department

    from census
    left join levels_by_pay
        on census.employee_id = levels_by_pay.employee_id

)

select * from employees
