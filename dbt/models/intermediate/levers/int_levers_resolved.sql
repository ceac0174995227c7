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

cells as (

    select
        requested.scenario_key,
        requested.scenario_id,
        years.simulation_year,
        job_levels.job_level,
        parameters.parameter_name

    from {{ ref('stg_parameters__requested_scenarios') }} as requested
    cross join years
    cross join {{ ref('stg_parameters__job_levels') }} as job_levels
    cross join (select unnest({{ lever_parameters() }}) as parameter_name) as parameters

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
    group by lineage.scenario_key, years.simulation_year, spells.job_level, spells.parameter_name

),

resolved as (

    select
        cells.scenario_key,
        cells.scenario_id,
        cells.simulation_year,
        cells.job_level,
        cells.parameter_name,
        in_force.parameter_value,
        in_force.is_locked,
        in_force.source_scenario_id

    from cells
    left join in_force
        on
            cells.scenario_key = in_force.scenario_key
            and cells.simulation_year = in_force.simulation_year
            and cells.job_level = in_force.job_level
            and cells.parameter_name = in_force.parameter_name

)

select * from resolved
