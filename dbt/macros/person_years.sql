{#- The year before is an edge that dbt's graph cannot hold: a year opens with the roster on which the year before it closed.
    Here is the one relation that is read that way, made empty before the first year so that every year runs the same SQL. -#}
{% macro previous_person_years() -%}
    {{ adapter.quote(target.database) }}.{{ target.schema }}.int_person_years
{%- endmacro %}

{% macro create_person_years() -%}
    create table if not exists {{ previous_person_years() }} (
        population_key integer,
        seed bigint,
        simulation_year integer,
        employee_id varchar,
        origin_year integer,
        starting_level integer,
        pay_history varchar,
        opening_level integer,
        closing_level integer,
        birth_date date,
        hire_date date,
        starting_pay decimal(24, 10),
        sequence_code integer,
        hire_day integer,
        promotion_day integer,
        raise_day integer,
        termination_day integer,
        days_before_events integer,
        days_between_events integer,
        days_after_events integer,
        detailed_status_code varchar
    )
{%- endmacro %}
