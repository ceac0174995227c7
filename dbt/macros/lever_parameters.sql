{#- The names that a lever file may hold. -#}
{% macro lever_parameters() -%}
    {{ return([
        "merit_base", "cola_rate", "promotion_probability", "promotion_raise", "new_hire_salary_adjustment"
    ]) }}
{%- endmacro %}
