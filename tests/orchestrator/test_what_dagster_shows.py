"""What a data engineer finds in the Dagster UI: tags, columns and rows of assets, tags of runs, words for the rest."""

from __future__ import annotations

import csv
from typing import Any

import dagster as dg
import pytest

from optimization.places import SEEDS_DIR
from optimization.simulation.warehouse import open_published
from orchestrator.run_tags import asked_tags
from orchestrator.table_metadata import declared_schema

COLUMN_SCHEMA, ROW_COUNT = "dagster/column_schema", "dagster/row_count"
MARTS = {
    "dim_levers",
    "fct_compensation_growth",
    "fct_growth_drivers",
    "fct_pay_equity",
    "fct_scenario_metrics",
    "fct_workforce_snapshot",
    "fct_year_metrics",
    "fct_yearly_events",
}


def columns_of(metadata: Any) -> dict[str, str]:
    schema = metadata[COLUMN_SCHEMA]
    return {column.name: column.type for column in getattr(schema, "schema", schema).columns}


def run_tags(run: Any) -> dict[str, str]:
    return dict(run.instance.get_run_by_id(run.result.run_id).tags)


def test_every_asset_has_a_kind_and_a_layer(defs: dg.Definitions) -> None:
    graph = defs.resolve_asset_graph()
    nodes = [graph.get(key) for key in graph.get_all_asset_keys()]

    assert [node.key for node in nodes if not node.kinds] == []
    assert {node.tags.get("planwise/layer") for node in nodes} == {
        "seeds",
        "sources",
        "staging",
        "intermediate",
        "marts",
        "published",
        "search",
        "records",
    }


def test_every_dbt_asset_names_its_file(defs: dg.Definitions) -> None:
    graph = defs.resolve_asset_graph()

    assert graph.get(dg.AssetKey("comp_levers")).metadata["file"] == "seeds/comp_levers.csv"
    assert graph.get(dg.AssetKey("fct_year_metrics")).metadata["file"] == "models/marts/fct_year_metrics.sql"
    of_dbt = [graph.get(key) for key in graph.get_all_asset_keys() if "dbt" in graph.get(key).kinds]
    assert [node.key for node in of_dbt if "file" not in node.metadata] == []


def test_marts_and_seeds_show_all_their_columns_with_types_and_words_before_anything_runs(defs: dg.Definitions) -> None:
    graph = defs.resolve_asset_graph()
    seeds = {path.stem: next(csv.reader(path.open())) for path in SEEDS_DIR.glob("*.csv")}
    declared = {key.to_user_string(): graph.get(key).metadata for key in graph.get_all_asset_keys()}

    shown = {name: metadata for name, metadata in declared.items() if COLUMN_SCHEMA in metadata}
    assert set(shown) == MARTS | set(seeds)
    assert {name: list(columns_of(shown[name])) for name in seeds} == seeds
    columns = [column for metadata in shown.values() for column in metadata[COLUMN_SCHEMA].columns]
    assert [column.name for column in columns if column.type in {"", "?"} or not column.description] == []
    assert columns_of(shown["raise_months"]) == {"raise_month": "integer", "share": "decimal(18,9)"}


@pytest.mark.parametrize("columns", [{}, {"a": {"data_type": "date"}, "b": {"data_type": None}}])
def test_columns_that_are_declared_in_part_are_not_shown_as_if_they_were_all(columns: Any) -> None:
    assert declared_schema({"columns": columns, "config": {}}) is None


def test_every_table_and_view_of_a_run_shows_the_columns_that_it_has(published: Any) -> None:
    with open_published(published.places) as connection:
        described = {
            name: {row[0]: row[1].lower() for row in connection.execute(f"describe {name}").fetchall()}
            for name in ("fct_year_metrics", "int_cohort_factors", "stg_hris__census", "comp_levers")
        }
        settings = connection.execute("describe inputs.settings").fetchall()

    for name, columns in described.items():
        assert columns_of(published.materialized[name]) == columns
    assert list(columns_of(published.materialized["settings"])) == [row[0] for row in settings]
    of_mart = published.materialized["fct_year_metrics"][COLUMN_SCHEMA].schema.columns
    assert all(column.description for column in of_mart)


def test_the_rows_of_every_table_are_counted_and_of_no_view(published: Any) -> None:
    with open_published(published.places) as connection:
        rows = {
            name: len(connection.execute(f"select 1 from {schema}.{name}").fetchall())
            for schema, name in connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        }
        views = connection.execute("select view_name from duckdb_views() where not internal").fetchall()

    shown = published.materialized
    counted = {name: metadata[ROW_COUNT].value for name, metadata in shown.items() if ROW_COUNT in metadata}
    assert set(counted) > MARTS
    assert counted == {name: count for name, count in rows.items() if name in shown}
    assert [name for (name,) in views if name in counted] == []


def test_the_census_shows_its_columns(published: Any) -> None:
    metadata = published.materialized["census"]

    assert columns_of(metadata)["annual_salary"] == "decimal128(18, 4)"
    needed = {c.name for c in metadata[COLUMN_SCHEMA].schema.columns if not c.constraints.nullable}
    assert needed == {"employee_id", "birth_date", "hire_date", "annual_salary"}


def test_a_simulation_is_tagged_with_its_scenarios_and_whoever_asked_for_it(published: Any) -> None:
    tags = run_tags(published)

    assert tags["planwise/scenario"] == "budget_constrained, default"
    assert tags["planwise/user"] == "a test"
    assert tags["planwise/kind"] == "simulation"
    assert "planwise/target" not in tags


def test_what_a_run_is_not_about_has_no_tag() -> None:
    assert asked_tags(user="somebody") == {"planwise/user": "somebody"}
    assert asked_tags(user="somebody", scenario_ids=["default"], target_growth=0.0) == {
        "planwise/user": "somebody",
        "planwise/scenario": "default",
        "planwise/target": "0%",
    }


def test_every_job_says_what_its_runs_do(defs: dg.Definitions) -> None:
    jobs = [job for job in defs.get_repository_def().get_all_jobs() if not job.name.startswith("__")]

    assert {job.name: job.tags.get("planwise/kind") for job in jobs} == {
        "single_year_simulation": "simulation",
        "multi_year_simulation": "simulation",
        "compensation_optimization_job": "search",
        "single_optimization_iteration": "search",
        "advanced_optimization_job": "search",
        "apply_approved_proposal_job": "lever-file",
        "rollback_job": "lever-file",
        "implementation_review_job": "review",
    }


def test_every_schedule_and_sensor_says_in_the_ui_when_it_starts_what(defs: dg.Definitions) -> None:
    repository = defs.get_repository_def()
    described = {each.name: each.description for each in [*repository.schedule_defs, *repository.sensor_defs]}

    assert set(described) == {
        "quarterly_compensation_optimization",
        "census_changed",
        "proposal_approved",
        "actual_metrics_changed",
    }
    assert [name for name, text in described.items() if "stopped until switched on" not in (text or "")] == []
