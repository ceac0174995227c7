{#- One uniform number in [0, 1) per seed, stream, person and year: the first 52 bits of an md5, the same on
    every engine, machine and thread count, and in every scenario (common random numbers). -#}
{% macro draw(stream, seed, employee_id, year) -%}
    (
        cast('0x' || left(md5(concat_ws('|', {{ seed }}, '{{ stream }}', {{ employee_id }}, {{ year }})), 13) as bigint)
        / 4503599627370496.0::double
    )
{%- endmacro %}

{#- A day of the year, 1 to its last, each as likely as the others. -#}
{% macro drawn_day(stream, people) -%}
    cast(
        1 + floor(
            {{ draw(stream, people ~ '.seed', people ~ '.employee_id', people ~ '.simulation_year') }} * {{ people }}.days_in_year
        ) as integer
    )
{%- endmacro %}
