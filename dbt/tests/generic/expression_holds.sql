{#- An identity that every row must meet; a row for which it cannot be decided fails too. -#}
{% test expression_holds(model, expression) %}

select *
from {{ model }}
where ({{ expression }}) is distinct from true

{% endtest %}
