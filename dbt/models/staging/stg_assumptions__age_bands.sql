with

-- A row per age: people meet their band by an equal join, which is cheaper than one between two bounds.
age_bands as (

    select
        age_band,
        cast(unnest(range(min_age, max_age + 1)) as integer) as age_years,
        termination_multiplier,
        promotion_multiplier

    from {{ ref('age_bands') }}

)

select * from age_bands
