with

age_bands as (

    select * from {{ ref('age_bands') }}

)

select * from age_bands
