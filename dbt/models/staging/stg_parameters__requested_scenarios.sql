with

-- Numbered in the order of their names' bytes: joins on a number are cheaper than on a name.
scenarios as (

    select
        cast(scenario_id as varchar) as scenario_id,
        cast(row_number() over (order by cast(scenario_id as varchar)) as integer) as scenario_key

    from {{ source('inputs', 'scenarios') }}

)

select * from scenarios
