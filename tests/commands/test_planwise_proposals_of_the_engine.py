"""A proposal of the engine is listed and shown by what the engine found, beside those of the loop."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

QUESTION = (
    "optimize", "engine", "--objectives", "cost=0.5,equity=0.2,targets=0.3", "--lever", "cola_rate",
    "--lever", "merit_rate", "--target-growth", "3", "--limit", "equity_cv<=0.9", "--max-evaluations", "30",
    "--no-assessment", "--front-points", "0", "--robustness-seeds", "0", "--user", "analyst", "--json",
)  # fmt: skip


@pytest.fixture(scope="module")
def home(published: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copied = tmp_path_factory.mktemp("engine") / "home"
    shutil.copytree(published.path, copied, ignore=shutil.ignore_patterns("ledger*"))
    return copied


@pytest.fixture(scope="module")
def answer(home: Path, planwise_process: Callable[..., Any]) -> dict[str, Any]:
    done = planwise_process(home, *QUESTION)
    content: dict[str, Any] = json.loads(done.stdout)
    assert content["proposal_id"] == "PRP-000001", done.stderr
    return content


def test_an_empty_list_names_both_commands_that_make_proposals(planwise: Callable[..., Any], tmp_path: Path) -> None:
    listed = planwise("proposal", "list", home=tmp_path)

    assert listed.code == 0
    assert "`planwise optimize loop`" in listed.stdout
    assert "`planwise optimize engine`" in listed.stdout


def test_the_list_gives_the_weights_as_the_goal_and_the_gap_to_the_growth_target(
    planwise: Callable[..., Any], home: Path, answer: dict[str, Any]
) -> None:
    (row,) = [line for line in planwise("proposal", "list", home=home).stdout.splitlines() if "PRP-" in line]

    before, after = (100 * growth_of(answer, when) for when in ("before", "after"))
    assert answer["status"] in row
    assert "cost 0.5, equity 0.2, targets 0.3" in row
    assert f"{before:.3f}%" in row
    assert f"{after:.3f}%" in row
    assert f"{3 - after:+.3f} pp".replace("-", "\N{MINUS SIGN}") in row


def test_the_proposal_says_what_the_levers_do_to_objective_cost_and_growth_and_that_the_constraint_holds(
    planwise: Callable[..., Any], home: Path, answer: dict[str, Any]
) -> None:
    shown = planwise("proposal", "show", "PRP-000001", home=home).stdout

    assert f"objective from {answer['status_quo_objective']:.6f} to {answer['objective_value']:.6f}" in shown
    assert f"{abs(answer['estimated_cost_impact']['value']):,.0f}" in shown
    assert f"from {100 * growth_of(answer, 'before'):.3f}% to {100 * growth_of(answer, 'after'):.3f}% a year" in shown
    assert "The constraint holds." in shown
    assert "cola_rate" in shown
    assert f"planwise report {answer['run_id']}" in shown


def test_the_proposal_as_json_has_the_figures_of_the_engine(
    planwise: Callable[..., Any], home: Path, answer: dict[str, Any]
) -> None:
    proposal = json.loads(planwise("proposal", "show", "PRP-000001", "--json", home=home).stdout)

    assert proposal["kind"] == "engine"
    assert proposal["objective_value"] == answer["objective_value"]
    assert proposal["status_quo_objective"] == answer["status_quo_objective"]
    assert proposal["cost_impact"] == answer["estimated_cost_impact"]
    assert proposal["search"] == {
        "status": answer["status"],
        "target_growth": pytest.approx(3.0),
        "initial_growth": pytest.approx(100 * growth_of(answer, "before")),
        "final_growth": pytest.approx(100 * growth_of(answer, "after")),
        "final_gap": pytest.approx(3.0 - 100 * growth_of(answer, "after")),
    }
    moved = [cell for cell in answer["cells"] if cell["before"] != cell["after"]]
    assert proposal["changes"] == [{name: cell[name] for name in proposal["changes"][0]} for cell in moved]


@pytest.mark.usefixtures("answer")
def test_a_proposal_of_the_loop_beside_it_has_no_figures_of_the_engine(
    planwise: Callable[..., Any], home: Path
) -> None:
    asked = ("optimize", "loop", "--target-growth", "2.5", "--lever", "merit_rate", "--user", "analyst", "--json")
    looped = json.loads(planwise(*asked, home=home).stdout)
    listed = json.loads(planwise("proposal", "list", "--json", home=home).stdout)["proposals"]

    assert [(each["proposal_id"], each["kind"]) for each in listed] == [
        (looped["proposal_id"], "target_loop"),
        ("PRP-000001", "engine"),
    ]
    (loop, _engine) = listed
    assert [loop[name] for name in ("objective_value", "status_quo_objective", "cost_impact")] == [None] * 3
    assert "2.5% growth" in planwise("proposal", "list", home=home).stdout


def growth_of(answer: dict[str, Any], when: str) -> float:
    """Yearly growth before or after, as a fraction, by the method that the engine measures by unless told otherwise."""
    growth: float = answer[f"metrics_{when}"]["horizon_growth"]["full_year_equivalent"]
    return growth
