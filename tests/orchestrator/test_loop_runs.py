"""Real searches through Dagster: not to converge is a result, bad input is a failed run."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def short_search(run_job: Any) -> Any:
    """One small step of the loop: it cannot bring growth to 2 %."""
    return run_job("single_optimization_iteration", {"target_growth": 2.0, "mode": "Conservative"})


def test_a_search_that_does_not_converge_is_a_finished_run_with_a_failed_check(short_search: Any) -> None:
    check = short_search.checks["optimization_convergence_check"]
    summary = short_search.result.output_for_node("optimization_results_summary")
    metadata = short_search.materialized["compensation_optimization_loop"]

    assert short_search.result.success
    assert not check.passed
    assert summary["status"] != "converged"
    assert summary["performance_insights"]["iterations"] == 1
    assert check.metadata["gap"].value == pytest.approx(2.0 - metadata["final_growth"].value)
    # What the metadata says is what the report holds.
    stored = json.loads(Path(metadata["report_path"].value).with_name("result.json").read_text())
    assert metadata["final_growth"].value == stored["final_growth"]
    assert metadata["evaluations"].value == stored["evaluations"]
    assert (metadata["start_year"].value, metadata["end_year"].value) == (2025, 2029)
    assert stored["config"]["max_iterations"] == 1
    assert stored["run"]["command"] == (
        "planwise optimize loop --target-growth 2.0 --max-iterations 1 --mode Conservative --start-year 2025 "
        "--end-year 2029 --workforce-growth 0.03 --termination-rate 0.12 --new-hire-termination-rate 0.25"
    )
    # Read in Dagster as it lies in the folder; a browser opens no file from a page that it got over http.
    assert metadata["report"].value == Path(metadata["report_path"].value).with_suffix(".md").read_text()
    assert metadata["open_report"].value == f"planwise report {metadata['run_id'].value} --open"
    tags = short_search.instance.get_run_by_id(short_search.result.run_id).tags
    asked = {"planwise/scenario": "default", "planwise/target": "2%", "planwise/user": "a test"}
    assert asked.items() <= tags.items()
    assert tags["planwise/kind"] == "search"
    picture = metadata["convergence"].value.split("base64,")[1].rstrip(")")
    assert base64.b64decode(picture).startswith(b"\x89PNG")


def test_a_tolerance_out_of_range_is_a_failed_run_that_names_field_value_and_bounds(run_job: Any) -> None:
    run = run_job("single_optimization_iteration", {"tolerance": 0.0})

    assert not run.result.success
    assert run.failure == ("Target loop: tolerance = 0.0 is out of range: it must be at least 1e-06 and at most 10.0.")


def test_an_unknown_lever_is_a_failed_run_that_names_the_nearest(run_job: Any) -> None:
    run = run_job("single_optimization_iteration", {"levers": ["cola_rat"]})

    assert not run.result.success
    assert "Did you mean 'cola_rate'?" in run.failure
