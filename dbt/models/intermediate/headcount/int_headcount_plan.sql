{{ config(materialized='table') }}

{#- Rates have nine decimals, so a product with a rate is a whole number of billionths. -#}
{% set billionths = "1000000000::hugeint" %}

with recursive

settings as (

    select
        start_year,
        end_year,
        workforce_growth_rate,
        total_termination_rate,
        cast((1 - new_hire_termination_rate) * {{ billionths }} as hugeint) as retained_billionths,
        cast(new_hire_termination_rate * {{ billionths }} as hugeint) as leaving_billionths

    from {{ ref('stg_assumptions__settings') }}

),

opening as (

    select cast(count(*) as bigint) as opening_headcount from {{ ref('stg_hris__census') }}

),

plan as (

    select
        cast(settings.start_year - 1 as integer) as simulation_year,
        cast(0 as bigint) as opening_headcount,
        cast(0 as bigint) as terminations,
        cast(0 as bigint) as hires,
        cast(0 as bigint) as new_hire_terminations,
        opening.opening_headcount as closing_headcount

    from settings
    cross join opening

    union all

    select
        plan.simulation_year + 1 as simulation_year,
        plan.closing_headcount as opening_headcount,
        leavers.terminations,
        joiners.hires,
        exits.new_hire_terminations,
        plan.closing_headcount - leavers.terminations + joiners.hires - exits.new_hire_terminations as closing_headcount

    from plan
    cross join settings
    cross join
        lateral (
            select
                cast(floor(plan.closing_headcount * settings.total_termination_rate + 0.5) as bigint) as terminations,
                cast(floor(plan.closing_headcount * settings.workforce_growth_rate + 0.5) as bigint) as growth
        ) as leavers
    cross join
        lateral (
            select
                cast(
                    {{ round_half_up(
                        'greatest(leavers.growth + leavers.terminations, 0) * ' ~ billionths,
                        'settings.retained_billionths'
                    ) }} as bigint
                ) as hires
        ) as joiners
    cross join
        lateral (
            select
                cast(
                    {{ round_half_up('joiners.hires * settings.leaving_billionths', billionths) }} as bigint
                ) as new_hire_terminations
        ) as exits
    where plan.simulation_year < settings.end_year

)

select * from plan
