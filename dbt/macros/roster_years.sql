{#- The year before is an edge that dbt's graph cannot hold: a year opens with the roster on which the year before it closed.
    Here is the one relation that is read that way, made empty before the first year so that every year runs the same SQL. -#}
{% macro previous_roster_years() -%}
    {{ adapter.quote(target.database) }}.{{ target.schema }}.int_roster_years
{%- endmacro %}

{% macro create_roster_years() -%}
    create table if not exists {{ previous_roster_years() }} (
        population_key bigint,
        seed bigint,
        simulation_year integer,
        person_key integer,
        opening_level integer,
        closing_level integer,
        pay_history hugeint,
        sequence_code integer,
        promotion_day integer,
        raise_day integer,
        termination_day integer,
        days_before_events integer,
        days_between_events integer,
        days_after_events integer
    )
{%- endmacro %}
