"""The proposed change is the smallest one, as a slower general optimiser finds it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, minimize

from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell

LEVERS = ("cola_rate", *(f"merit_rate_level_{level}" for level in JOB_LEVELS), "new_hire_salary_adjustment")
TODAY = np.array([0.015, 0.032, 0.031, 0.030, 0.028, 0.028, 1.05])
LOWER = np.array([0.01, *[0.01] * 5, 1.0])
UPPER = np.array([0.08, *[0.10] * 5, 1.4])
# Widths of the recommended ranges: COLA 1..3 %, merit 2..4.5 %, new-hire adjustment 1..1.1.
WIDTHS = np.array([0.02, *[0.025] * 5, 0.1])


def lever_values(cells: Mapping[LeverCell, float]) -> NDArray[np.float64]:
    """The seven levers of the default families, from cells that agree over years (and, for two, over levels)."""
    merit = [cells[LeverCell(2025, level, "merit_base")] for level in JOB_LEVELS]
    return np.array(
        [cells[LeverCell(2025, 1, "cola_rate")], *merit, cells[LeverCell(2025, 1, "new_hire_salary_adjustment")]]
    )


def least_change(responses: NDArray[np.float64], *, change: float) -> NDArray[np.float64]:
    """Minimise the weighted distance subject to the linear response, by SLSQP in units of the widths."""
    found = minimize(
        lambda scaled: float(scaled @ scaled),
        np.zeros(len(LEVERS)),
        bounds=Bounds((LOWER - TODAY) / WIDTHS, (UPPER - TODAY) / WIDTHS),
        constraints=LinearConstraint((responses * WIDTHS)[np.newaxis, :], change, change),
        method="SLSQP",
        tol=1e-14,
    )
    assert found.success, found.message
    return np.asarray(TODAY + found.x * WIDTHS, dtype=np.float64)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("share", "reaches_bounds"), [(0.05, False), (-0.1, False), (0.8, True), (0.95, True), (-0.8, True)]
)
def test_the_proposal_is_the_least_change_of_a_linear_response(
    closed_form: Any, seed: int, share: float, reaches_bounds: bool
) -> None:
    # Of all the growth there is room for, the larger shares need levers at their bounds, where the others take over.
    responses = np.random.default_rng(seed).uniform(1.0, 60.0, len(LEVERS))
    ends = UPPER if share > 0 else LOWER
    change = float(responses @ (ends - TODAY)) * abs(share)
    result = closed_form.loop(
        lambda cells: 2.0 + float(responses @ (lever_values(cells) - TODAY)),
        target_growth=2.0 + change,
        tolerance=1e-6,
    )
    assert result.converged
    proposed = lever_values(result.cells_after)
    assert proposed == pytest.approx(least_change(responses, change=change), abs=2e-6)
    at_bound = int(np.sum((proposed == LOWER) | (proposed == UPPER)))
    assert (at_bound > 0) is reaches_bounds
    assert len(result.levers_at_bound) == at_bound


def test_cells_of_one_lever_move_together_over_years(closed_form: Any) -> None:
    raised = {LeverCell(2026, level, "cola_rate"): 0.02 for level in JOB_LEVELS}
    simulator = closed_form.simulator(
        lambda cells: 2.0 + closed_form.percent_moved(cells, "cola_rate"), levers=closed_form.table(changed=raised)
    )
    result = closed_form.loop(simulator, target_growth=3.25, tolerance=1e-6, levers=("cola_rate",))
    # Growth is 2.25 today; one point more is one point in either year.
    assert result.levers_after["cola_rate@2025"] == pytest.approx(0.025)
    assert result.levers_after["cola_rate@2026"] == pytest.approx(0.030)
