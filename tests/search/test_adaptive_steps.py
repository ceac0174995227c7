"""Adaptive where growth moves in steps, as it does with promotions: people are promoted one by one."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from optimization.parameters.lever_cells import LeverCell
from optimization.search.target_loop_result import LoopStatus

FINE = 0.01


def promotions_in_steps(closed_form: Any) -> Callable[[Mapping[LeverCell, float]], float]:
    """Growth of 2 % today that rises by 0.2 points whenever promotion probabilities are up by another half point."""
    return lambda cells: 2.0 + 0.2 * math.floor(closed_form.percent_moved(cells, "promotion_probability") / 0.5 + 1e-9)


def test_a_target_between_two_steps_stalls_and_names_the_neighbours(closed_form: Any) -> None:
    result = closed_form.loop(
        promotions_in_steps(closed_form), target_growth=2.9, tolerance=FINE, levers=("promotion_probability",)
    )
    assert result.status is LoopStatus.STALLED
    assert result.final_growth == pytest.approx(2.8) or result.final_growth == pytest.approx(3.0)
    assert abs(result.final_gap) == pytest.approx(0.1)
    assert "target of 2.9% lies between" in result.message
    assert "gives 2.800%, " in result.message
    assert "gives 3.000%." in result.message
    assert "0.100 percentage points" in result.message
    assert re.search(r"promotion_probability_level_1 = 1[0-9.]+%", result.message)


def test_a_target_between_two_steps_exhausts_a_small_budget(closed_form: Any) -> None:
    result = closed_form.loop(
        promotions_in_steps(closed_form),
        target_growth=2.9,
        tolerance=FINE,
        levers=("promotion_probability",),
        max_iterations=3,
    )
    assert result.status is LoopStatus.BUDGET_EXHAUSTED
    assert result.batches == 3
    assert "lies between two neighbouring settings" in result.message


# 9.11 needs COLA at its bound and promotions that no probe showed, which are looked for last.
@pytest.mark.parametrize(
    ("target", "batches"), [(1.9, 4), (2.05, 4), (2.3, 4), (2.5, 4), (2.9, 4), (3.7, 4), (9.11, 10)]
)
def test_smooth_levers_close_what_steps_leave(closed_form: Any, target: float, batches: int) -> None:
    steps = promotions_in_steps(closed_form)
    result = closed_form.loop(
        lambda cells: steps(cells) + closed_form.percent_moved(cells, "cola_rate"),
        target_growth=target,
        tolerance=FINE,
        levers=("cola_rate", "promotion_probability"),
    )
    assert result.status is LoopStatus.CONVERGED
    assert abs(result.final_gap) <= FINE
    assert result.batches <= batches


def test_promotions_too_few_to_show_in_a_probe_still_count_for_what_can_be_reached(closed_form: Any) -> None:
    # One person is promoted once all probabilities are up by 10 points: no probe shows it, the upper end does.
    result = closed_form.loop(
        lambda cells: 2.5 if closed_form.percent_moved(cells, "promotion_probability") > 10 else 2.0,
        target_growth=2.5,
        tolerance=FINE,
        levers=("promotion_probability",),
    )
    assert result.status is LoopStatus.CONVERGED
    assert result.final_growth == pytest.approx(2.5)
