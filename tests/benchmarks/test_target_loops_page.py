"""docs/target_loops.md says what was asked and found, and nothing else."""

from __future__ import annotations

import json
from typing import Any

from benchmarks.target_loops.__main__ import PAGE, RESULTS
from benchmarks.target_loops.page import page

MACHINE = {
    "date": "2026-11-22",
    "processor": "A processor",
    "cores": 2,
    "python": "3.11.7",
    "packages": {"duckdb": "1"},
}


def found(*, status: str, iterations: int, batches: int, evaluations: int) -> dict[str, Any]:
    return {"status": status, "gap": 0.0, "iterations": iterations, "batches": batches, "evaluations": evaluations}


def asked(*levers: str, is_feasible: bool, **modes: dict[str, Any]) -> dict[str, Any]:
    return {"levers": list(levers), "differs_by_year": True, "locked": 0, "is_feasible": is_feasible, **modes}


ADAPTIVE = found(status="converged", iterations=2, batches=2, evaluations=66)
STEPS = found(status="budget_exhausted", iterations=10, batches=11, evaluations=11)
INFEASIBLE = found(status="infeasible", iterations=1, batches=1, evaluations=8)
STEPPED = {"employees": 40, "reach": [1.0, 3.0], "achievable_range": [1.0, 3.0], "target": 2.0, "holds": True}
RESULT = {
    "machine": MACHINE,
    "seed": 1,
    "tolerance": 0.01,
    "margin": 0.02,
    "max_iterations": 10,
    "answers": [
        asked("cola_rate", is_feasible=True, Adaptive=ADAPTIVE, Conservative=STEPS, Balanced=STEPS, Aggressive=STEPS),
        asked("cola_rate", is_feasible=False, Adaptive=INFEASIBLE),
    ],
    "mixed_answers": [
        asked(
            "cola_rate",
            "promotion_probability",
            is_feasible=True,
            Adaptive=found(status="stalled", iterations=4, batches=4, evaluations=160),
        )
    ],
    "random_settings": 600,
    "settings_between": 256,
    "stepped_answers": [
        {**STEPPED, "is_feasible": True, **found(status="stalled", iterations=4, batches=4, evaluations=140)},
        {**STEPPED, "is_feasible": False, "target": 5.0, **STEPS},
    ],
}


def test_the_batch_of_todays_levers_is_no_round_of_a_step_mode() -> None:
    lines = page(RESULT).splitlines()
    assert "| Adaptive | 1 | 1 of 1 | 2 | 2 | 2 | 66 | 66 |" in lines
    assert "| Balanced | 1 | 0 of 1 | 10 | 10 | 11 | 11 | 11 |" in lines


def test_questions_in_which_promotions_may_move_too_are_a_row_of_their_own() -> None:
    lines = page(RESULT).splitlines()
    assert "| cola_rate | 1 | 1 of 1 | 2 | 2 | 66 |" in lines
    assert "| cola_rate, promotion_probability | 1 | 0 of 1 | 4 | 4 | 160 |" in lines


def test_the_page_shows_that_no_target_beyond_was_called_infeasible() -> None:
    assert "Of 1 targets beyond, Adaptive called 0 infeasible; of 1 within, 0." in page(RESULT)


def test_the_page_in_the_documentation_is_made_from_the_answers_that_are_kept() -> None:
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    assert PAGE.read_text(encoding="utf-8") == page(results)
