"""Real simulations through Dagster: what a published run leaves behind, and what a broken one does not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa

from optimization.simulation.warehouse import open_published, read_run_fingerprint


def test_a_simulation_reports_every_seed_and_model_once_and_every_dbt_test(published: Any) -> None:
    from orchestrator.project import DBT_MANIFEST

    nodes = DBT_MANIFEST["nodes"].values()
    models = {node["name"] for node in nodes if node["resource_type"] in {"seed", "model"}}
    tests = {node["name"] for node in nodes if node["resource_type"] == "test"}
    events = published.result.get_asset_materialization_events()

    assert published.result.success
    assert len(events) == len(published.materialized)
    inputs = {"clock", "run", "scenarios", "seeds", "settings"}
    ours = {"census", "published_warehouse", "simulation_year_state"}
    assert set(published.materialized) == models | inputs | ours
    assert set(published.checks) == tests | {"baseline_workforce_validated", "validate_growth_rates"}
    assert [name for name, check in published.checks.items() if not check.passed] == []


def test_a_table_is_reported_with_its_rows_and_a_view_without(published: Any) -> None:
    # Two scenarios, one seed, two years.
    assert published.materialized["fct_year_metrics"]["dagster/row_count"].value == 4
    assert published.materialized["job_levels"]["dagster/row_count"].value == 5
    assert "dagster/row_count" not in published.materialized["stg_parameters__levers"]


def test_the_published_warehouse_names_what_it_was_computed_from(published: Any) -> None:
    metadata = published.materialized["published_warehouse"]

    with open_published(published.places) as connection:
        assert metadata["inputs_fingerprint"].value == read_run_fingerprint(connection)
    assert metadata["size_bytes"].value == published.places.warehouse.stat().st_size
    assert metadata["scenarios"].value == ["budget_constrained", "default"]
    assert (metadata["start_year"].value, metadata["end_year"].value) == (2025, 2026)


def test_the_years_of_the_pipeline_are_those_of_the_default_plan(published: Any) -> None:
    years = published.result.output_for_node("simulation_year_state")
    with open_published(published.places) as connection:
        rows = connection.execute(
            "select simulation_year, closing_headcount, hires, terminations, new_hire_terminations "
            "from fct_year_metrics where scenario_id = 'default' order by 1"
        ).fetchall()

    assert [
        (y.year, y.active_employees, y.total_hires, y.experienced_terminations, y.new_hire_terminations) for y in years
    ] == rows
    assert [y.total_terminations for y in years] == [row[3] + row[4] for row in rows]
    assert all(y.success and y.validation_passed for y in years)


def test_the_single_year_job_simulates_the_start_year_alone(run_job: Any) -> None:
    run = run_job("single_year_simulation", {"start_year": 2025, "target_growth_rate": 0.1})

    [year] = run.result.output_for_node("simulation_year_state")
    assert year.year == 2025
    # 150 people, and ten percent more of them at the end.
    assert year.active_employees == 165


def test_a_census_that_is_there_is_never_written_over(published: Any, prepared_home: Any) -> None:
    assert published.places.census.read_bytes() == prepared_home.census.read_bytes()
    assert published.materialized["census"]["headcount"].value == 150
    assert published.materialized["census"]["census_date"].value == "2024-12-31"


def test_a_failed_dbt_test_is_a_failed_run_that_names_the_check_and_publishes_nothing(run_job: Any, home: Any) -> None:
    _replace_first(home, "birth_date", date(2024, 12, 30))

    run = run_job("compensation_optimization_job")

    assert not run.result.success
    assert "census_dates_are_in_order: 1 rows break it" in run.failure
    assert "Nothing was published" in run.failure
    assert not run.checks["census_dates_are_in_order"].passed
    assert run.checks["census_dates_are_in_order"].metadata["failures"].value == 1
    assert not home.warehouse.exists()
    assert set(run.materialized) == {"census"}


def test_a_census_that_holds_somebody_twice_is_stopped_before_anything_is_simulated(run_job: Any, home: Any) -> None:
    _replace_first(home, "employee_id", "EMP_000002")

    run = run_job("multi_year_simulation")

    assert not run.result.success
    assert run.checks["baseline_workforce_validated"].metadata["findings"].value == [
        "1 rows repeat the employee_id of another row"
    ]
    assert set(run.checks) == {"baseline_workforce_validated"}
    assert set(run.materialized) == {"census"}


def test_a_value_out_of_range_is_a_failed_run_that_says_so(run_job: Any) -> None:
    config = {"total_termination_rate": 1.5, "target_growth_rate": -2.0}
    run = run_job("multi_year_simulation", {"ops": {"simulation_models": {"config": config}}})

    assert not run.result.success
    assert "total_termination_rate = 1.5 is out of range: it must be at least 0 and at most 1." in run.failure
    assert "target_growth_rate (workforce_growth_rate in config/simulation.yaml) = -2.0" in run.failure
    assert "Traceback" not in run.failure


def test_an_unknown_scenario_is_a_failed_run_that_lists_the_valid_ones(run_job: Any) -> None:
    config = {"scenario_ids": ["defualt"]}
    run = run_job("multi_year_simulation", {"ops": {"simulation_models": {"config": config}}})

    assert "Unknown scenario 'defualt'. Did you mean 'default'?" in run.failure


def test_one_selected_model_brings_the_whole_project_which_is_reported_too(run_job: Any) -> None:
    import dagster as dg

    config = {"ops": {"simulation_models": {"config": {"end_year": 2025}}}}
    run = run_job("multi_year_simulation", config, asset_selection=[dg.AssetKey("fct_year_metrics")])

    assert run.result.success
    told = run.instance.get_latest_materialization_event(dg.AssetKey("fct_workforce_snapshot"))
    assert told is not None
    assert told.run_id == run.result.run_id


def _replace_first(home: Any, column: str, value: Any) -> None:
    """The census with another value in its first row."""
    from optimization.simulation.census_install import install_census
    from optimization.simulation.census_read import read_census

    census = read_census(home)
    field = census.schema.field(column)
    values = [value, *census[column].to_pylist()[1:]]
    position = census.schema.get_field_index(column)
    install_census(home, census.set_column(position, field, pa.array(values, field.type)), bands=None)
