"""Adaptive calls infeasible exactly what no candidate reaches, whatever the signs of the levers' responses."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell
from optimization.search.loop.target_loop_result import LoopStatus

BATCHES = 4
FINE = 0.01


def test_a_lever_that_lowers_growth_is_moved_down_to_raise_it(closed_form: Any) -> None:
    def growth(cells: Mapping[LeverCell, float]) -> float:
        adjustment = closed_form.percent_moved(cells, "new_hire_salary_adjustment")
        return float(2.0 + closed_form.percent_moved(cells, "cola_rate") - 0.2 * adjustment)

    families = ("cola_rate", "new_hire_salary_adjustment")
    reached = closed_form.loop(growth, target_growth=4.0, tolerance=FINE, levers=families)
    assert reached.converged
    assert reached.batches <= BATCHES
    assert reached.levers_after["new_hire_salary_adjustment"] < 1.05
    # Lowest with COLA down 0.5 and the factor up 35; highest with COLA up 6.5 and the factor down 5.
    missed = closed_form.loop(growth, target_growth=20.0, levers=families)
    assert missed.status is LoopStatus.INFEASIBLE
    assert missed.achievable_range == pytest.approx((2.0 - 0.5 - 7.0, 2.0 + 6.5 + 1.0))
    assert missed.final_growth == pytest.approx(9.5)


def test_the_range_is_not_known_before_both_corners_are_simulated(closed_form: Any) -> None:
    # COLA and the factor go one way, merit the other: one batch, whose corners are two levers away, knows neither end.
    def growth(cells: Mapping[LeverCell, float]) -> float:
        adjustment = closed_form.percent_moved(cells, "new_hire_salary_adjustment")
        merit = closed_form.percent_moved(cells, "merit_base")
        return float(2.0 + closed_form.percent_moved(cells, "cola_rate") + 0.2 * adjustment - merit)

    assert closed_form.loop(growth, target_growth=4.0, max_iterations=1).achievable_range is None
    # COLA up 6.5, the factor up 35, merit down 1.98; and COLA down 0.5, the factor down 5, merit up 7.02.
    both = closed_form.loop(growth, target_growth=4.0, tolerance=FINE)
    assert both.achievable_range == pytest.approx((2.0 - 0.5 - 1.0 - 7.02, 2.0 + 6.5 + 7.0 + 1.98))


def test_a_response_that_turns_with_another_lever_does_not_hide_what_can_be_reached(closed_form: Any) -> None:
    # The factor lowers growth at today's COLA and raises it at high COLA. Corners of (COLA, factor): 1.5 and -2 at the
    # lower COLA, 8.5 and 12 at the upper; growth is straight along each lever, so the corners are the extremes.
    def growth(cells: Mapping[LeverCell, float]) -> float:
        cola = (closed_form.percent_moved(cells, "cola_rate") + 0.5) / 7
        factor = (closed_form.percent_moved(cells, "new_hire_salary_adjustment") + 5) / 40
        return float(1.5 + 7.0 * cola + factor * (7.0 * cola - 3.5))

    families = ("cola_rate", "new_hire_salary_adjustment")
    for target, status in [(11.95, "converged"), (12.05, "infeasible"), (-1.95, "converged"), (-2.05, "infeasible")]:
        result = closed_form.loop(growth, target_growth=target, tolerance=FINE, levers=families)
        assert (result.status, result.batches <= BATCHES) == (status, True), result.message
        assert result.achievable_range == pytest.approx((-2.0, 12.0))


@pytest.mark.parametrize("seed", range(12))
def test_infeasible_is_exactly_what_no_corner_reaches_when_signs_are_mixed(closed_form: Any, seed: int) -> None:
    # Seven levers with responses of either sign, straight in each: brute force over all 128 corners gives the range.
    generator = np.random.default_rng(seed)
    responses = generator.uniform(5.0, 60.0, 7) * generator.choice([-1.0, 1.0], 7)
    bounds = [(0.01, 0.08), *[(0.01, 0.10)] * 5, (1.0, 1.4)]
    names = ["cola_rate", *["merit_base"] * 5, "new_hire_salary_adjustment"]
    levels = [1, *JOB_LEVELS, 1]

    def growth(cells: Mapping[LeverCell, float]) -> float:
        values = [cells[LeverCell(2025, level, name)] for level, name in zip(levels, names, strict=True)]
        return float(responses @ values)

    corners = [float(responses @ np.array(corner)) for corner in itertools.product(*bounds)]
    low, high = min(corners), max(corners)
    for target, reached in [(low - 0.02, False), (low + 0.02, True), (high - 0.02, True), (high + 0.02, False)]:
        result = closed_form.loop(growth, target_growth=target, tolerance=FINE)
        assert result.status is (LoopStatus.CONVERGED if reached else LoopStatus.INFEASIBLE)
        assert result.batches <= BATCHES
        assert result.achievable_range == pytest.approx((low, high))


def test_both_ends_are_looked_at_before_a_target_is_called_out_of_reach(closed_form: Any) -> None:
    # COLA raises growth and is at its top, the factor lowers growth and is at its bottom: no way up from 2 %.
    table = closed_form.table()
    top = {cell: 0.08 for cell in table.settings if cell.parameter_name == "cola_rate"}
    bottom = {cell: 1.0 for cell in table.settings if cell.parameter_name == "new_hire_salary_adjustment"}

    def growth(cells: Mapping[LeverCell, float]) -> float:
        adjustment = closed_form.percent_moved(cells, "new_hire_salary_adjustment") + 5.0
        return float(2.0 + closed_form.percent_moved(cells, "cola_rate") - 6.5 - 0.2 * adjustment)

    simulator = closed_form.simulator(growth, levers=closed_form.table(changed=top | bottom))
    result = closed_form.loop(simulator, target_growth=3.0, levers=("cola_rate", "new_hire_salary_adjustment"))
    assert result.status is LoopStatus.INFEASIBLE
    assert result.batches == result.iterations == 1
    # Lowest: COLA down by 7 points, the factor up by 40.
    assert result.achievable_range == pytest.approx((2.0 - 7.0 - 8.0, 2.0))
    assert result.proposal.cells == {}


def test_a_peak_between_the_ends_is_not_called_out_of_reach(closed_form: Any) -> None:
    def growth(cells: Mapping[LeverCell, float]) -> float:
        past_peak = closed_form.percent_moved(cells, "new_hire_salary_adjustment") - 2.0
        return float(2.0 - 0.01 * past_peak**2)

    # 1.96 today, 1.99 at the probe of 1.06, far lower at both bounds.
    result = closed_form.loop(growth, target_growth=1.98, tolerance=0.001, levers=("new_hire_salary_adjustment",))
    assert result.converged
    assert result.levers_after["new_hire_salary_adjustment"] == pytest.approx(1.07 - math.sqrt(0.0002), abs=1e-3)


def test_a_seen_candidate_that_meets_the_target_keeps_it_from_being_called_out_of_reach(closed_form: Any) -> None:
    def growth(cells: Mapping[LeverCell, float]) -> float:
        past_peak = closed_form.percent_moved(cells, "new_hire_salary_adjustment") - 1.0
        return float(2.0 - 0.01 * past_peak**2)

    # 1.99 today, the peak of 2.0 at the probe of 1.06, less at both bounds; 2.005 is never reached.
    result = closed_form.loop(growth, target_growth=2.005, tolerance=0.01, levers=("new_hire_salary_adjustment",))
    assert result.converged
    assert result.levers_after["new_hire_salary_adjustment"] == 1.06
    assert [record.growth for record in result.iteration_history] == pytest.approx([1.99, 2.0])
