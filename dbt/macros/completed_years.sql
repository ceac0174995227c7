{#- Completed years since a date at 1 January of a year: whoever was born, or hired, on 1 January completes one that day.
    A date later than that day counts zero. -#}
{% macro completed_years(since, year) -%}
    greatest(
        {{ year }} - extract(year from {{ since }})
        - case when extract(month from {{ since }}) = 1 and extract(day from {{ since }}) = 1 then 0 else 1 end,
        0
    )
{%- endmacro %}
