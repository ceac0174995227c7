{#- floor(numerator / denominator + 1/2) in integers, for a numerator that is not negative: DuckDB divides decimals as doubles. -#}
{% macro round_half_up(numerator, denominator) -%}
    ((2 * {{ numerator }} + {{ denominator }}) // (2 * {{ denominator }}))
{%- endmacro %}
