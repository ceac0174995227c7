{{ config(materialized='table') }}

with

seeds as (

    select cast(seed as bigint) as seed

    from {{ source('inputs', 'seeds') }}

)

select * from seeds
