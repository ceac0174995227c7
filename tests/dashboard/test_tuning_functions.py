"""The functions that guides import from streamlit_dashboard.compensation_tuning, called as guides call them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from optimization.errors import BadInputError
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.runs.runs import find_run
from optimization.places import Places
from optimization.simulation.warehouse import open_published
from streamlit_dashboard.compensation_tuning import (
    adjust_parameters_intelligent,
    load_simulation_results,
    run_optimization_loop,
    run_simulation,
    validate_parameters,
)

PLANWISE = Path(sys.executable).with_name("planwise")


@pytest.fixture
def home(empty_home: Places, published: Places, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A home of its own with the published run, named by the environment as in a notebook."""
    shutil.copytree(published.home, empty_home.home, ignore=shutil.ignore_patterns("ledger.sqlite*", "reports", "runs"))
    for name in ("PLANWISE_LEDGER_URL", "PLANWISE_TARGETS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PLANWISE_HOME", str(empty_home.home))
    monkeypatch.setenv("PLANWISE_LEVERS", str(empty_home.levers))
    monkeypatch.setenv("PLANWISE_USER", "An Analyst")
    return empty_home


def planwise(*arguments: str) -> dict[str, object]:
    done = subprocess.run([PLANWISE, *arguments, "--json"], env=os.environ, capture_output=True, text=True, check=False)
    printed: dict[str, object] = json.loads(done.stdout)
    return printed


def test_the_loop_is_that_of_the_command_line_and_is_recorded(home: Places) -> None:
    result = run_optimization_loop({"target_growth": 2.0, "max_iterations": 5, "tolerance": 0.05, "mode": "Balanced"})
    asked = ("optimize", "loop", "--target-growth", "2.0", "--max-iterations", "5", "--tolerance", "0.05")
    printed = planwise(*asked, "--mode", "Balanced")
    for key in ("converged", "iterations", "final_growth", "final_gap", "levers_after"):
        assert result[key] == printed[key]
    assert [entry["iteration"] for entry in result["iteration_history"]] == list(range(result["iterations"] + 1))
    for entry in result["iteration_history"]:
        assert entry["gap"] == pytest.approx(2.0 - entry["current_growth"])
        assert entry["converged"] == (abs(entry["gap"]) <= 0.05)
    with open_ledger(home) as ledger:
        recorded = find_run(ledger, result["run_id"])
    assert recorded.run.user == "An Analyst"
    assert result["proposal_id"] == "PRP-000001"


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"target": 2.0}, "target_growth"),
        ({"mode": "Reckless"}, "Balanced"),
        ({"tolerance": 0.0}, "tolerance"),
        ({"max_iterations": 0}, "max_iterations"),
    ],
)
def test_a_loop_that_cannot_be_asked_names_the_field(config: dict[str, object], said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        run_optimization_loop(config)


@pytest.mark.usefixtures("home")
def test_a_step_moves_levers_as_the_guide_says() -> None:
    # A gap of one point, Balanced: COLA by 1 x 0.3 / 100, merit by 1.2 less a tenth a level of it, hires by half.
    today, first = (adjust_parameters_intelligent(gap, "Balanced", 1) for gap in (0.0, 1.0))
    assert set(first) == set(today)
    moved = {name: first[name] - today[name] for name in first}
    for name, change in moved.items():
        if name.startswith("cola_rate"):
            assert change == pytest.approx(0.003)
        elif name.startswith("merit_rate_level_1"):
            assert change == pytest.approx(0.003 * 1.1)
        elif name.startswith("merit_rate_level_5"):
            assert change == pytest.approx(0.003 * 0.7)
        elif name.startswith("new_hire_salary_adjustment"):
            assert change == pytest.approx(0.003 * 0.5)
        elif name.startswith("promotion"):
            assert change == 0.0
    assert any(name.startswith("cola_rate") for name in moved)
    second = adjust_parameters_intelligent(gap=-1.0, mode="aggressive", iteration=2)
    (cola,) = {round(second[name] - today[name], 12) for name in moved if name.startswith("cola_rate")}
    assert cola == pytest.approx(-0.5 * 0.8 / 100)


@pytest.mark.parametrize(
    ("gap", "mode", "iteration", "said"),
    [
        (1.0, "Adaptive", 1, "has no fixed step"),
        (1.0, "Reckless", 1, "Balanced"),
        (1.0, "Balanced", 0, "the first step is iteration 1"),
        (float("nan"), "Balanced", 1, "is not a finite number"),
    ],
)
@pytest.mark.usefixtures("home")
def test_a_step_that_there_is_none_of_is_refused(gap: float, mode: str, iteration: int, said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        adjust_parameters_intelligent(gap, mode, iteration)


def test_parameters_are_judged_in_warnings_and_errors() -> None:
    assert validate_parameters({"merit_rate_level_1": 0.03, "cola_rate": 0.02}) == ([], [])
    warnings, errors = validate_parameters({"cola_rate": 0.075})
    assert (bool(warnings), errors) == (True, [])
    _, errors = validate_parameters({"cola_rate": 0.5, "colla_rate": 0.02})
    assert len(errors) == 2
    assert any("cola_rate" in error and "Did you mean" in error for error in errors)


def test_a_run_is_published_and_its_people_are_read_by_status(home: Places) -> None:
    home.warehouse.unlink()
    with pytest.raises(BadInputError, match="There is no published run"):
        load_simulation_results(["continuous_active"])
    summary = run_simulation()
    assert summary["warehouse"] == str(home.warehouse)
    assert list(summary["scenarios"]) == ["default"]
    with open_published(home) as connection:
        cost = connection.execute("select total_compensation_cost from fct_scenario_metrics").fetchone()
        counts = dict(
            connection.execute(
                "select detailed_status_code, count(*) from fct_workforce_snapshot group by all"
            ).fetchall()
        )
    assert cost == (summary["scenarios"]["default"]["total_compensation_cost"],)
    leavers = load_simulation_results(["experienced_termination", "new_hire_termination"])
    assert leavers["detailed_status_code"].value_counts().to_dict() == {
        status: counts[status] for status in ("experienced_termination", "new_hire_termination")
    }
    assert len(load_simulation_results("continuous_active")) == counts["continuous_active"]
    assert {"employee_id", "simulation_year", "job_level", "annual_salary"} <= set(leavers.columns)


def test_a_status_that_does_not_exist_is_named_with_the_nearest() -> None:
    with pytest.raises(BadInputError, match="Did you mean 'continuous_active'"):
        load_simulation_results(["continous_active"])
    with pytest.raises(BadInputError, match="No status is named"):
        load_simulation_results([])
