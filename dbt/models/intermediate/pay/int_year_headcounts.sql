{{ config(materialized='table') }}

with

statuses as (

    select * from {{ ref('int_cohort_statuses') }}

),

event_sequences as (

    select * from {{ ref('stg_assumptions__event_sequences') }}

),

-- Nothing here depends on pay: counted once per population, whatever its scenarios pay.
year_headcounts as (

    select
        statuses.population_key,
        statuses.seed,
        statuses.simulation_year,
        {%- for name, condition in {
            'roster_headcount': 'not statuses.is_hire',
            'hires': 'statuses.is_hire',
            'terminations': "statuses.detailed_status_code = 'experienced_termination'",
            'new_hire_terminations': "statuses.detailed_status_code = 'new_hire_termination'",
            'promotions': 'event_sequences.promotion_position > 0',
            'raises': 'event_sequences.raise_position > 0',
            'active_headcount': 'statuses.is_active',
            'continuous_headcount': 'statuses.is_continuous',
        }.items() %}
        cast(coalesce(sum(statuses.headcount) filter (where {{ condition }}), 0) as bigint) as {{ name }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}

    from statuses
    inner join event_sequences
        on statuses.sequence_code = event_sequences.sequence_code
    group by statuses.population_key, statuses.seed, statuses.simulation_year

)

select * from year_headcounts
