"""The simulation as assets: the census, the dbt project, and the run that is published from it.

No `from __future__ import annotations` here: Dagster reads the config class from the annotation itself.
"""

from collections.abc import Iterator

import dagster as dg
from dagster_dbt import dbt_assets

from optimization.errors import PlanwiseError
from optimization.parameters.settings import load_simulation_settings
from optimization.places import places
from optimization.simulation.official_run import official_run
from optimization.simulation.run_inputs import gather_inputs
from orchestrator.census_creation import create_missing_census, describe_census
from orchestrator.census_table import census_schema
from orchestrator.check_limits import load_check_limits
from orchestrator.checks import baseline_workforce_validated, validate_growth_rates
from orchestrator.dbt_events import check_results, failed_outcomes, input_materializations, materializations
from orchestrator.dbt_translation import (
    CENSUS_KEY,
    INGESTION,
    LAYER_TAG,
    OWNER,
    PUBLICATION,
    PUBLISHED,
    SIMULATION,
    SOURCES,
    PlanwiseTranslator,
    marts,
)
from orchestrator.failures import failures_in_words, in_words
from orchestrator.horizon import horizon_metadata, tell_horizon
from orchestrator.jobs import multi_year_simulation, single_year_simulation
from orchestrator.markdown import metrics_markdown, year_results_markdown
from orchestrator.names import SIMULATION_MODELS, WAREHOUSE_POOL
from orchestrator.project import DBT_MANIFEST
from orchestrator.published import read_published
from orchestrator.published_tables import read_published_tables
from orchestrator.run_identity import run_user
from orchestrator.run_tags import asked_tags, tag_run
from orchestrator.simulation_config import SimulationConfig, settings_of
from orchestrator.table_metadata import COLUMN_SCHEMA, ROW_COUNT
from orchestrator.year_results import YearResult, shown_scenario, year_results

# The names that guides import from here; jobs, checks and values are defined in the modules of their kind.
__all__ = [
    "SimulationConfig",
    "YearResult",
    "baseline_workforce_validated",
    "census",
    "input_tables",
    "multi_year_simulation",
    "published_warehouse",
    "simulation_models",
    "simulation_year_state",
    "single_year_simulation",
    "validate_growth_rates",
]

_TRANSLATOR = PlanwiseTranslator()

# Tables that a run writes itself before dbt starts; the census, one of them, is an asset of its own.
_INPUT_SPECS = {
    unique_id: spec
    for unique_id in DBT_MANIFEST["sources"]
    for spec in [_TRANSLATOR.get_asset_spec(DBT_MANIFEST, unique_id, None)]
    if spec.key != CENSUS_KEY
}
input_tables = list(_INPUT_SPECS.values())


@dg.asset(
    key=CENSUS_KEY,
    group_name=INGESTION,
    owners=[OWNER],
    kinds={"parquet"},
    tags={LAYER_TAG: SOURCES},
    pool=WAREHOUSE_POOL,
)
def census(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """The people at 31 December before the first simulated year, as imported; made up where none were imported.

    A census that is there is never written over. Where there is none, a first run makes the default synthetic one.
    """
    with failures_in_words():
        if create_missing_census(places(), load_simulation_settings()):
            context.log.info(f"there was no census: a synthetic one was made at {places().census}")
        facts = describe_census(places())
    return dg.MaterializeResult(
        metadata={
            "census_date": facts.census_date.isoformat(),
            "headcount": facts.headcount,
            ROW_COUNT: facts.headcount,
            COLUMN_SCHEMA: census_schema(),
            "sha256": facts.sha256,
            "origin": facts.source_name,
            "path": dg.MetadataValue.path(str(places().census)),
        }
    )


@dbt_assets(manifest=DBT_MANIFEST, dagster_dbt_translator=_TRANSLATOR, name=SIMULATION_MODELS, pool=WAREHOUSE_POOL)
def simulation_models(context: dg.AssetExecutionContext, config: SimulationConfig) -> Iterator[object]:
    """Simulate year after year on a private file, test, and publish whole; a failed test publishes nothing.

    dbt builds the project as one, whatever was selected: assets outside the selection are reported too.
    """
    with failures_in_words():
        settings = settings_of(config)
        inputs = gather_inputs(places(), settings, scenario_ids=config.scenario_ids)
        tag_run(context, asked_tags(user=run_user(context.run.tags), scenario_ids=config.scenario_ids))
    checks = context.selected_asset_check_keys
    try:
        run = official_run(inputs, places(), resume_from=config.resume_year, on_progress=context.log.info)
    except PlanwiseError as error:
        yield from check_results(failed_outcomes(error), manifest=DBT_MANIFEST, checks=checks)
        raise in_words(error) from None
    tables = read_published_tables(places())
    inputs_by_id = {unique_id: spec.key for unique_id, spec in _INPUT_SPECS.items()}
    for event in input_materializations(inputs_by_id, manifest=DBT_MANIFEST, tables=tables):
        context.log_event(event)
    for event in materializations(run.outcomes, assets=simulation_models.keys, manifest=DBT_MANIFEST, tables=tables):
        if event.asset_key in context.selected_asset_keys:
            yield dg.MaterializeResult(asset_key=event.asset_key, metadata=event.metadata)
        else:
            context.log_event(event)
    yield from check_results(run.outcomes, manifest=DBT_MANIFEST, checks=checks)


@dg.asset(
    deps=marts(DBT_MANIFEST),
    group_name=PUBLICATION,
    owners=[OWNER],
    kinds={"duckdb"},
    tags={LAYER_TAG: PUBLISHED},
    code_version="1",
)
def published_warehouse(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """The tested warehouse that analysts and dashboards read, with what it was computed from.

    A run replaces the file whole by a rename, so that a reader sees the old run or the new one, never half of one.
    """
    with failures_in_words():
        run = read_published(places())
        tell_horizon(context.log, run.settings, what="Published")
    return dg.MaterializeResult(
        metadata={
            **horizon_metadata(run.settings),
            "inputs_fingerprint": run.fingerprint,
            "size_bytes": run.size_bytes,
            "path": dg.MetadataValue.path(str(places().warehouse)),
            "metrics": dg.MetadataValue.md(metrics_markdown(run.metrics)),
            "scenarios": sorted({scenario for scenario, _seed in run.metrics}),
            "seeds": sorted({seed for _scenario, seed in run.metrics}),
        }
    )


@dg.asset(
    deps=["fct_year_metrics", "published_warehouse"],
    group_name=SIMULATION,
    owners=[OWNER],
    kinds={"python"},
    tags={LAYER_TAG: PUBLISHED},
)
def simulation_year_state() -> dg.MaterializeResult[list[YearResult]]:
    """Year by year, who is there, who came and who left, in the default plan of the published run."""
    with failures_in_words():
        run = read_published(places())
        scenario_id, seed = shown_scenario(run.metrics)
        years = year_results(
            run.metrics[scenario_id, seed],
            target_growth_rate=run.settings.workforce_growth_rate,
            limits=load_check_limits(),
        )
    return dg.MaterializeResult(
        value=years,
        metadata={
            "years": dg.MetadataValue.md(year_results_markdown(years)),
            "scenario_id": scenario_id,
            "seed": seed,
            "active_employees": years[-1].active_employees,
            "growth_rate": years[-1].growth_rate,
        },
    )
