{#- A table that every other one is joined to without a key: a second row would double everything, and none would empty it. -#}
{% test has_one_row(model) %}

select count(*) as row_count
from {{ model }}
having count(*) <> 1

{% endtest %}
