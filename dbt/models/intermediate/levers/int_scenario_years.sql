with

scenario_years as (

    select
        scenarios.scenario_key,
        scenarios.scenario_id,
        seeds.seed,
        years.simulation_year,
        years.is_base_year

    from {{ ref('stg_parameters__requested_scenarios') }} as scenarios
    cross join {{ ref('stg_assumptions__seeds') }} as seeds
    cross join {{ ref('stg_assumptions__years') }} as years

)

select * from scenario_years
