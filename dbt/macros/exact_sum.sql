{#- A sum of doubles that is the same bit for bit whatever the thread count: added as decimals, turned back once.
    Twelve decimals keep more digits of any amount of money than a double holds; rates are given eighteen. -#}
{% macro exact_sum(expression, condition=none, scale=12) -%}
    cast(sum(cast({{ expression }} as decimal(38, {{ scale }})))
    {%- if condition %} filter (where {{ condition }}){% endif %} as double)
{%- endmacro %}
