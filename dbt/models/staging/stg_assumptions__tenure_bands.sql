with

-- A row per year of service, as for age bands.
tenure_bands as (

    select
        tenure_band,
        cast(unnest(range(min_tenure, max_tenure + 1)) as integer) as tenure_years,
        termination_multiplier,
        promotion_multiplier

    from {{ ref('tenure_bands') }}

)

select * from tenure_bands
