{#- How many event sequences a year can have: a pay history has one digit a year, to this base. -#}
{% macro sequences_in_a_year() -%}
    8
{%- endmacro %}
