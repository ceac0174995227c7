with

lineage as (

    select * from {{ ref('int_scenario_lineage') }}

),

levers as (

    select * from {{ ref('stg_parameters__levers') }}

),

years as (

    select * from {{ ref('stg_assumptions__years') }}
    where not is_base_year

),

-- A value holds until the scenario's own next one.
spells as (

    select
        scenario_id,
        fiscal_year,
        job_level,
        parameter_name,
        parameter_value,
        is_locked,
        lead(fiscal_year) over (
            partition by scenario_id, job_level, parameter_name
            order by fiscal_year
        ) as next_fiscal_year

    from levers

),

-- The nearest ancestor that gives a value in or before the year.
in_force as (

    select
        lineage.scenario_key,
        lineage.scenario_id,
        years.simulation_year,
        spells.job_level,
        spells.parameter_name,
        arg_min(spells.parameter_value, lineage.depth) as parameter_value,
        arg_min(spells.is_locked, lineage.depth) as is_locked,
        arg_min(lineage.ancestor_id, lineage.depth) as source_scenario_id

    from spells
    inner join years
        on
            spells.fiscal_year <= years.simulation_year
            and coalesce(spells.next_fiscal_year > years.simulation_year, true)
    inner join lineage
        on spells.scenario_id = lineage.ancestor_id
    group by lineage.scenario_key, lineage.scenario_id, years.simulation_year, spells.job_level, spells.parameter_name

)

select * from in_force
