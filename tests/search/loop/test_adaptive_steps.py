"""Adaptive where growth moves in steps, as it does with promotions: people are promoted one by one."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from optimization.parameters.lever_cells import LeverCell, LeverVector
from optimization.search.loop.target_loop_result import LoopStatus

FINE = 0.01
BATCHES = 4
# Forty points of a path that moves promotions, and a few unknown corners.
POPULATIONS = 45
CANDIDATES = 64
# Out of reach: to the forty come nine tenths for each of four levels, a bound of each lever, a path's end, two corners.
ALL_FAMILIES = (
    "cola_rate",
    "merit_rate",
    "new_hire_salary_adjustment",
    "promotion_probability",
    "promotion_raise",
)
POPULATIONS_OUT_OF_REACH = 40 + 4 * 9 + 4 + 3
CANDIDATES_OUT_OF_REACH = 40 + 4 * 9 + 17 + 3


def populations_of(batch: Sequence[LeverVector]) -> int:
    """How many populations a batch has: promotions decide who is there."""
    promotions = [
        frozenset(item for item in candidate.cells.items() if item[0].parameter_name == "promotion_probability")
        for candidate in batch
    ]
    return len(set(promotions))


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
    assert result.batches <= BATCHES
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
    assert re.search(r"lies between the settings tried so far, which give 2.800% and [0-9.]+%\.", result.message)
    assert "neighbouring" not in result.message


# 9.11 needs COLA near its bound and promotions that no small probe shows.
@pytest.mark.parametrize("target", [1.9, 2.05, 2.3, 2.5, 2.9, 3.7, 9.11])
def test_smooth_levers_close_what_steps_leave(closed_form: Any, target: float) -> None:
    steps = promotions_in_steps(closed_form)
    result = closed_form.loop(
        lambda cells: steps(cells) + closed_form.percent_moved(cells, "cola_rate"),
        target_growth=target,
        tolerance=FINE,
        levers=("cola_rate", "promotion_probability"),
    )
    assert result.status is LoopStatus.CONVERGED
    assert abs(result.final_gap) <= FINE
    assert result.batches <= BATCHES


@pytest.mark.parametrize("seed", range(20))
def test_promotions_alone_end_within_one_step_of_the_target(closed_form: Any, seed: int) -> None:
    # Sixty people, each promoted from a probability of their own on, in order of it; one more percentile is one step.
    generator = np.random.default_rng(seed)
    thresholds = np.sort(generator.uniform(0.0, 0.3, 60))
    rises = generator.uniform(0.02, 0.2, 60)
    target = 1.0 + float(generator.uniform(0.1, 0.9) * rises.sum())

    def growth(cells: Mapping[LeverCell, float]) -> float:
        return 1.0 + float(rises[thresholds < cells[LeverCell(2025, 1, "promotion_probability")]].sum())

    simulator = closed_form.simulator(growth)
    result = closed_form.loop(simulator, target_growth=target, tolerance=FINE, levers=("promotion_probability",))
    around = np.searchsorted(1.0 + np.cumsum(rises), target)
    assert abs(result.final_gap) <= max(rises[around], FINE)
    assert result.status in (LoopStatus.CONVERGED, LoopStatus.STALLED)
    assert result.batches <= BATCHES
    assert result.converged or "lies between two neighbouring settings" in result.message


def test_few_populations_are_asked_for_in_one_batch(closed_form: Any) -> None:
    steps = promotions_in_steps(closed_form)
    for families in (("promotion_probability",), ("cola_rate", "merit_rate", "promotion_probability")):
        simulator = closed_form.simulator(lambda cells: steps(cells) + closed_form.percent_moved(cells, "cola_rate"))
        closed_form.loop(simulator, target_growth=2.93, tolerance=1e-6, levers=families)
        assert max(map(populations_of, simulator.batches)) <= POPULATIONS
        assert max(map(len, simulator.batches)) <= CANDIDATES


@pytest.mark.parametrize("target", [40.0, -20.0])
def test_a_target_that_all_levers_together_do_not_reach_asks_for_few_more_populations(
    closed_form: Any, target: float
) -> None:
    # Nobody is promoted from level 5, and the factor lowers growth, so that the first batch sees neither corner.
    def growth(cells: Mapping[LeverCell, float]) -> float:
        promoted = [math.floor(200 * cells[LeverCell(2025, level, "promotion_probability")]) for level in range(1, 5)]
        raises = [cells[LeverCell(2025, level, "promotion_raise")] for level in range(1, 5)]
        return float(
            2.0
            + closed_form.percent_moved(cells, "cola_rate")
            + closed_form.percent_moved(cells, "merit_base")
            - 0.1 * closed_form.percent_moved(cells, "new_hire_salary_adjustment")
            + 0.05 * sum(people * (rise - 0.1) for people, rise in zip(promoted, raises, strict=True))
            + 3.0 * (20 < promoted[0] < 40)
        )

    simulator = closed_form.simulator(growth)
    result = closed_form.loop(simulator, target_growth=target, tolerance=FINE, levers=ALL_FAMILIES)
    assert result.status is LoopStatus.INFEASIBLE
    assert max(map(len, simulator.batches)) <= CANDIDATES_OUT_OF_REACH
    assert max(map(populations_of, simulator.batches)) <= POPULATIONS_OUT_OF_REACH
    top_level = {
        candidate.cells.get(LeverCell(2025, 5, "promotion_probability"))
        for batch in simulator.batches[1:]
        for candidate in batch
    }
    assert len(top_level) <= 2


def test_a_step_too_large_for_the_smooth_levers_is_reported(closed_form: Any) -> None:
    # Promotions jump by 5 points; COLA can move growth by 0.07 only.
    def growth(cells: Mapping[LeverCell, float]) -> float:
        jump = 5.0 if closed_form.percent_moved(cells, "promotion_probability") > 7.0 else 0.0
        return float(2.0 + jump + 0.01 * closed_form.percent_moved(cells, "cola_rate"))

    result = closed_form.loop(growth, target_growth=4.0, tolerance=FINE, levers=("cola_rate", "promotion_probability"))
    assert result.status is LoopStatus.STALLED
    assert result.final_growth == pytest.approx(2.0, abs=0.07)
    assert "lies between two neighbouring settings" in result.message


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


def test_neighbours_have_one_step_between_them_where_a_lever_hardly_responds_near_today(closed_form: Any) -> None:
    # Level 1 raises growth at once. At level 2 the first promotion is a small one; four hundred of more weight follow.
    thresholds = np.sort(np.random.default_rng(1).uniform(0.12, 0.3, 400))

    def growth(cells: Mapping[LeverCell, float]) -> float:
        first, second = (cells[LeverCell(2025, level, "promotion_probability")] for level in (1, 2))
        return float(2.0 + 10.0 * (first - 0.12) + 0.001 * (second > 0.085) + 0.005 * (thresholds < second).sum())

    # Level 1 gives 1.8 at its bound; then 200 of the promotions at level 2 are too few, 201 too many.
    target = 2.0 + 1.8 + 0.001 + 200.5 * 0.005
    result = closed_form.loop(growth, target_growth=target, tolerance=0.001, levers=("promotion_probability",))
    assert result.status is LoopStatus.STALLED
    low, high = (float(percent) / 100 for percent in re.findall("level_2 = ([0-9.]+)%", result.message))
    assert thresholds[199] < low <= thresholds[200] < high <= thresholds[201]
    assert result.batches <= BATCHES


def test_a_reach_that_promotions_have_between_their_bounds_is_found(closed_form: Any) -> None:
    # Most growth, 4.5, is where level 1 is between 20 and 26 % and level 2 above 28 %: no corner, and not on the path.
    def growth(cells: Mapping[LeverCell, float]) -> float:
        first, second = (cells[LeverCell(2025, level, "promotion_probability")] for level in (1, 2))
        return 2.0 + 2.0 * (first > 0.2) - 0.3 * (first > 0.26) + 0.5 * (second > 0.28)

    levers = ("promotion_probability",)
    reached = closed_form.loop(growth, target_growth=4.5, tolerance=FINE, levers=levers)
    assert reached.status is LoopStatus.CONVERGED
    missed = closed_form.loop(growth, target_growth=4.52, tolerance=FINE, levers=levers)
    assert missed.status is LoopStatus.INFEASIBLE
    assert missed.achievable_range == pytest.approx((2.0, 4.5))
    assert missed.final_growth == pytest.approx(4.5)
    assert "Nothing simulated reaches it: corners, bounds, and tenths of each promotion probability" in missed.message
    assert "settings between may go a little further" in missed.message
    assert "follows from" not in missed.message


def test_neighbours_are_named_by_all_that_differs_from_the_proposal(closed_form: Any) -> None:
    # Nearest to 2.9 is 2.8, just before growth falls with level 1 at 28 %. It passes 2.9 once level 1 is at its bound
    # and level 2 goes on, from 2.4 to 3.3: who follows the message from the proposal must move level 1 as well.
    def growth(cells: Mapping[LeverCell, float]) -> float:
        first, second = (cells[LeverCell(2025, level, "promotion_probability")] for level in (1, 2))
        return float(2.0 + 5.0 * (first - 0.12) - 0.5 * (first > 0.28) + 0.9 * (second > 0.28))

    result = closed_form.loop(growth, target_growth=2.9, tolerance=FINE, levers=("promotion_probability",))
    assert result.status is LoopStatus.STALLED
    assert result.levers_after["promotion_probability_level_1"] < 0.28
    assert result.message.count("promotion_probability_level_1 = 30%") == 2
    assert "gives 2.400%, " in result.message
    assert "gives 3.300%." in result.message
