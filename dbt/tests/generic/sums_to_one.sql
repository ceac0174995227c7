{#- Shares of a whole: none negative, and together exactly one. -#}
{% test sums_to_one(model, column_name) %}

select sum({{ column_name }}) as total
from {{ model }}
having sum({{ column_name }}) <> 1 or min({{ column_name }}) < 0 or count(*) = 0

{% endtest %}
