{#- What is kept of the people of a cohort. Added as decimals and integers, so that threads cannot change a digit, and cast to
    double once: casting them again for every scenario would cost more than all else. Squares are of whole millionths, which a
    hugeint holds exactly. -#}
{% macro cohort_sums(days_before, days_between, days_after) -%}
    count(*) as headcount,
        cast(sum(starting_pay) as double) as starting_pay,
        sum(starting_pay_millionths) as starting_pay_millionths,
        sum(starting_pay_millionths * starting_pay_millionths) as starting_pay_millionths_squared,
        cast(sum(starting_pay * {{ days_before }}) as double) as pay_days_before_events,
        cast(sum(starting_pay * {{ days_between }}) as double) as pay_days_between_events,
        cast(sum(starting_pay * {{ days_after }}) as double) as pay_days_after_events
{%- endmacro %}
