"""`planwise evaluate`: what lever sets would give, by each of the simulators."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

SETS = [{}, {"cola_rate": 0.03}, {"promotion_probability_level_1": 0.2, "cola_rate@2026": 0.03}]


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    path = tmp_path / "sets.json"
    path.write_text(json.dumps(SETS), encoding="utf-8")
    return path


def evaluated(outcome: Any) -> dict[str, Any]:
    assert outcome.code == 0, outcome.stderr
    content: dict[str, Any] = json.loads(outcome.stdout)
    return content


def test_todays_levers_are_evaluated_to_what_was_published(
    planwise: Callable[..., Any], published: Any, sets: Path
) -> None:
    found = evaluated(planwise("evaluate", "--levers", str(sets), "--json"))

    assert set(found) == {"evaluations", "seconds", "simulator", "inputs_fingerprint"}
    assert found["simulator"] == "batch"
    assert len(found["evaluations"]) == len(SETS)
    assert found["evaluations"][0] == json.loads(published.simulated.stdout)["scenarios"]["default"]


def test_batch_and_dbt_print_the_same_figures_in_whatever_order_and_number_of_processes(
    planwise: Callable[..., Any], sets: Path
) -> None:
    seeds = ("--seed", "42", "--seed", "7")
    by_dbt = evaluated(planwise("evaluate", "--levers", str(sets), *seeds, "--simulator", "dbt", "--json"))
    by_batch = evaluated(planwise("evaluate", "--levers", str(sets), *seeds, "--workers", "2", "--json"))

    assert by_batch["evaluations"] == by_dbt["evaluations"]
    # Seeds within a set.
    assert [each["seed"] for each in by_batch["evaluations"]] == [42, 7] * len(SETS)


def test_a_surrogate_says_that_it_estimates_and_how_far_off_it_may_be(
    planwise: Callable[..., Any], tmp_path: Path
) -> None:
    sets = tmp_path / "sets.json"
    sets.write_text('[{"cola_rate": 0.03}]', encoding="utf-8")
    real = evaluated(planwise("evaluate", "--levers", str(sets), "--json"))
    outcome = planwise("evaluate", "--levers", str(sets), "--simulator", "surrogate", "--json")
    found = evaluated(outcome)

    (error,) = found["surrogate_errors"]
    assert "Estimates of a response surface" in outcome.stderr
    growth = [each["evaluations"][0]["horizon_growth"]["full_year_equivalent"] for each in (real, found)]
    # One lever, three terms: as near as the error that was measured on other points, with room for these.
    assert abs(growth[0] - growth[1]) <= 3 * error["metrics"]["horizon_growth.full_year_equivalent"]["maximum"]
    assert growth[0] != growth[1]


def test_a_table_names_every_set(planwise: Callable[..., Any], sets: Path) -> None:
    outcome = planwise("evaluate", "--levers", str(sets))

    assert outcome.code == 0, outcome.stderr
    lines = outcome.stdout.splitlines()
    for number in range(1, len(SETS) + 1):
        assert sum(line.startswith(f"set {number} ") for line in lines) == 5
        assert any(line.startswith(f"set {number}, 2025 to 2029: mean growth a year") for line in lines)


def test_an_evaluation_writes_nothing(
    planwise: Callable[..., Any], published: Any, sets: Path, hashes: Callable[[Path], Mapping[str, str]]
) -> None:
    before = hashes(published.path)
    assert planwise("evaluate", "--levers", str(sets), "--json").code == 0
    assert hashes(published.path) == before
