{#- Bands of whole numbers that leave nothing out: the first starts at zero, each next one where the one before ends. -#}
{% test bands_are_contiguous(model, minimum, maximum) %}

select
    {{ minimum }},
    {{ maximum }}
from {{ model }}
qualify
    {{ maximum }} < {{ minimum }}
    or {{ minimum }} <> coalesce(lag({{ maximum }}) over (order by {{ minimum }}) + 1, 0)

{% endtest %}
