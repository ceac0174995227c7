with recursive

requested as (

    select * from {{ ref('stg_parameters__requested_scenarios') }}

),

scenarios as (

    select * from {{ ref('stg_parameters__scenarios') }}

),

lineage as (

    select
        scenario_key,
        scenario_id,
        scenario_id as ancestor_id,
        0 as depth

    from requested

    union all

    -- A scenario without a base stands on `default`. The depth ends a cycle, which is refused before a run begins.
    select
        lineage.scenario_key,
        lineage.scenario_id,
        coalesce(scenarios.base_scenario_id, 'default') as ancestor_id,
        lineage.depth + 1 as depth

    from lineage
    inner join scenarios
        on lineage.ancestor_id = scenarios.scenario_id
    where
        lineage.ancestor_id <> 'default'
        and lineage.depth < (select count(known.scenario_id) from scenarios as known)

)

select * from lineage
