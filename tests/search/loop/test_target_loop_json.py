"""A target loop's result survives JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from optimization.errors import BadInputError
from optimization.parameters.lever_cells import LeverCell
from optimization.search.loop.target_loop_json import result_from_json
from optimization.search.loop.target_loop_result import LoopStatus, TargetLoopResult


@pytest.fixture
def result(closed_form: Any) -> TargetLoopResult:
    def growth(cells: Mapping[LeverCell, float]) -> float:
        return float(2.0 + closed_form.percent_moved(cells, "cola_rate"))

    found = closed_form.loop(growth, target_growth=30.0, levers=("cola_rate",))
    assert isinstance(found, TargetLoopResult)
    return found


@pytest.mark.parametrize("config", [{"target_growth": 3.0}, {"target_growth": 30.0}, {"mode": "Balanced"}])
def test_a_result_read_back_from_json_is_the_same(closed_form: Any, config: dict[str, Any]) -> None:
    before = closed_form.loop(lambda cells: 2.5 + closed_form.percent_moved(cells, "cola_rate"), **config)
    assert result_from_json(json.loads(json.dumps(before.as_json(), allow_nan=False))) == before


def test_the_names_users_rely_on_are_in_the_json(result: TargetLoopResult) -> None:
    stored = result.as_json()
    assert stored["status"] == "infeasible"
    assert stored["converged"] is False
    assert stored["iterations"] == 1
    assert stored["initial_growth"] == pytest.approx(2.0)
    assert stored["achievable_range"] == pytest.approx([1.5, 8.5])
    assert stored["final_growth"] == pytest.approx(8.5)
    assert stored["final_gap"] == pytest.approx(21.5)
    assert stored["levers_before"]["cola_rate"] == 0.015
    assert stored["levers_after"]["cola_rate"] == 0.08
    assert stored["locked_cells"] == []
    assert set(stored["iteration_history"][0]) == {"iteration", "growth", "gap", "levers", "seconds", "evaluations"}


def test_locked_cells_survive_json(closed_form: Any) -> None:
    locked = frozenset({LeverCell(2025, 3, "cola_rate"), LeverCell(2026, 1, "merit_base")})
    simulator = closed_form.simulator(lambda _: 2.0, levers=closed_form.table(locked=locked))
    result = closed_form.loop(simulator, target_growth=2.0)
    assert result.locked_cells == locked
    assert result.as_json()["locked_cells"] == [
        {"fiscal_year": 2025, "job_level": 3, "parameter_name": "cola_rate"},
        {"fiscal_year": 2026, "job_level": 1, "parameter_name": "merit_base"},
    ]
    assert result_from_json(json.loads(json.dumps(result.as_json()))) == result


def test_another_schema_version_is_refused(result: TargetLoopResult) -> None:
    with pytest.raises(BadInputError, match="schema_version 99"):
        result_from_json({**result.as_json(), "schema_version": 99})


def test_a_missing_field_is_named(result: TargetLoopResult) -> None:
    stored = result.as_json()
    del stored["seeds"]
    with pytest.raises(BadInputError, match="'seeds'"):
        result_from_json(stored)


def test_every_status_has_its_own_sentence() -> None:
    sentences = {status.sentence for status in LoopStatus}
    assert len(sentences) == len(LoopStatus) == 4
