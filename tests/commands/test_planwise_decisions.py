"""`planwise decision` and `planwise performance`: what a search left behind for later."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def searched(published: Any, planwise_process: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A home of its own with one search that proposes something: home, and what the search printed."""
    home = tmp_path_factory.mktemp("decided") / "home"
    shutil.copytree(published.path, home)
    (home / "ledger.sqlite").unlink()
    done = planwise_process(
        home, "optimize", "loop", "--target-growth", "2.5", "--lever", "cola_rate", "--lever", "merit_rate", "--json",
        PLANWISE_USER="analyst",
    )  # fmt: skip
    assert done.code == 0, done.stderr
    return home, json.loads(done.stdout)


def test_a_decision_is_recorded_listed_and_shown(planwise: Callable[..., Any], searched: Any, tmp_path: Path) -> None:
    home, found = searched
    recorded = planwise(
        "decision", "record", found["proposal_id"], "--rationale", "Within the budget of the year.",
        "--context", "market_position=median", "--json", home=home, PLANWISE_USER="approver",
    )  # fmt: skip
    assert recorded.code == 0, recorded.stderr
    record = json.loads(recorded.stdout)
    assert (record["decision_maker"], record["run_id"]) == ("approver", found["run_id"])
    assert record["business_context"] == {"market_position": "median"}
    assert record["optimization_config"]["target_growth"] == 2.5
    assert record["results_summary"]["final_growth"] == found["final_growth"]

    listed = planwise("decision", "list", home=home).stdout
    assert record["decision_id"] in listed
    newest, *_ = json.loads(planwise("decision", "list", "--json", home=home).stdout)["decisions"]
    assert newest == record
    shown = planwise("decision", "show", record["decision_id"], home=home).stdout
    assert shown.startswith(f"# Decision {record['decision_id']}\n")
    assert "Within the budget of the year." in shown
    assert json.loads(planwise("decision", "show", record["decision_id"], "--json", home=home).stdout) == record
    page = tmp_path / "decision.html"
    written = planwise("decision", "show", record["decision_id"], "--format", "html", "--output", str(page), home=home)
    assert (written.code, written.stdout) == (0, f"{page}\n")
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_performance_report_tells_of_the_search(planwise: Callable[..., Any], searched: Any) -> None:
    home, found = searched
    told = json.loads(planwise("performance", "report", "--json", home=home).stdout)
    assert (told["total_runs"], told["convergence_rate"]) == (1, 1.0)
    (run,) = told["runs"]
    assert (run["run_id"], run["evaluations"]) == (found["run_id"], found["evaluations"])
    assert run["runtime_seconds"] == found["seconds"]
    report = planwise("performance", "report", "--days", "1", home=home).stdout
    assert report.startswith("# Searches of the last day\n")
    assert f"| {found['run_id']} | Adaptive | yes |" in report


def test_an_empty_ledger_says_so(planwise: Callable[..., Any], tmp_path: Path) -> None:
    assert "There are no decision records yet" in planwise("decision", "list", home=tmp_path).stdout
    assert "No search was recorded in the last 30 days" in planwise("performance", "report", home=tmp_path).stdout


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (["show", "OPT-20250101-default-1"], "Unknown decision 'OPT-20250101-default-1'"),
        (["record", "PRP-000009", "--rationale", "Why."], "Unknown proposal 'PRP-000009'"),
        (["record", "PRP-000001", "--rationale", "Why.", "--context", "median"], "--context 'median' names no value"),
        (["record", "PRP-000001", "--rationale", " "], "rationale of the decision is blank"),
    ],
)
def test_bad_input_is_refused(planwise: Callable[..., Any], searched: Any, asked: list[str], message: str) -> None:
    home, _ = searched
    before = planwise("decision", "list", "--json", home=home).stdout
    refused = planwise("decision", *asked, home=home, PLANWISE_USER="analyst")
    assert (refused.code, refused.stdout) == (2, "")
    assert message in refused.stderr
    assert planwise("decision", "list", "--json", home=home).stdout == before


def test_a_format_and_a_file_that_cannot_be_are_refused(
    planwise: Callable[..., Any], searched: Any, tmp_path: Path
) -> None:
    home, _ = searched
    first, *_ = json.loads(planwise("decision", "list", "--json", home=home).stdout)["decisions"]
    refused = planwise("decision", "show", first["decision_id"], "--format", "pdf", home=home)
    assert (refused.code, "Unknown format 'pdf'" in refused.stderr) == (2, True)
    (tmp_path / "file").touch()
    refused = planwise("decision", "show", first["decision_id"], "--output", str(tmp_path / "file" / "x"), home=home)
    assert (refused.code, "Name a file that you can write to" in refused.stderr) == (2, True)
