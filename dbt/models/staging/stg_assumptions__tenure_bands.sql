with

tenure_bands as (

    select * from {{ ref('tenure_bands') }}

)

select * from tenure_bands
