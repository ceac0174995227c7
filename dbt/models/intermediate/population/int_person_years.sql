{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        on_schema_change='fail',
        pre_hook="delete from {{ previous_person_years() }} where simulation_year >= (select first_written_year from {{ ref('stg_assumptions__clock') }})"
    )
}}

{% set columns -%}
    population_key,
        seed,
        simulation_year,
        employee_id,
        origin_year,
        starting_level,
        pay_history,
        opening_level,
        closing_level,
        birth_date,
        hire_date,
        starting_pay,
        sequence_code,
        hire_day,
        promotion_day,
        raise_day,
        termination_day,
        days_before_events,
        days_between_events,
        days_after_events,
        detailed_status_code
{%- endset %}

with

roster_years as (

    select
        {{ columns }}

    from {{ ref('int_roster_years') }}

),

hire_years as (

    select
        {{ columns }}

    from {{ ref('int_hire_years') }}

),

base_years as (

    select
        {{ columns }}

    from {{ ref('int_base_years') }}

),

person_years as (

    select * from roster_years
    union all
    select * from hire_years
    union all
    select * from base_years

)

select * from person_years
