{#- The whole numbers from one to a last one, each once and no others. -#}
{% test counts_from_one_to(model, column_name, last) %}

select list({{ column_name }} order by {{ column_name }}) as numbers
from {{ model }}
having list({{ column_name }} order by {{ column_name }}) is distinct from range(1, {{ last }} + 1)

{% endtest %}
