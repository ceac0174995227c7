with

scenarios as (

    select
        scenario_id,
        nullif(trim(base_scenario_id), '') as base_scenario_id

    from {{ ref('scenario_meta') }}

)

select * from scenarios
