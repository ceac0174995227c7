"""Optima that are known from a formula, which every method must come to."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from optimization.parameters.lever_cells import LeverVector

METHODS = ["SLSQP", "DE", "L-BFGS-B", "TNC", "COBYLA", "COBYQA", "trust-constr", "auto"]
CONSTRAINED = ["SLSQP", "DE", "COBYLA", "COBYQA", "trust-constr", "auto"]
# A thousandth of what the objective ranges over between the bounds: finer differences no committee can tell apart, and
# a gradient of steps of a thousandth of a lever's range knows no finer ones.
TOLERANCE = 1e-3
BUDGET = 400
ROUNDING = 1e-9

COLA, HIRES = "cola_rate", "new_hire_salary_adjustment"
PROMOTIONS = ("promotion_probability_level_1", "promotion_probability_level_2")


def quadratic(point: Any) -> float:
    """Lowest, 1, at (0.6, 0.3)."""
    x, y = point(COLA) - 0.6, point(HIRES) - 0.3
    return 1 + x * x + 2 * y * y + 0.5 * x * y


def towards_a_corner(point: Any) -> float:
    """Lowest, 1, at (0, 1): both levers at a bound."""
    return 2 + point(COLA) - point(HIRES)


def at_one_bound(point: Any) -> float:
    """Lowest, 1, at (0, 0.4): one lever at a bound."""
    return 1 + point(COLA) + (point(HIRES) - 0.4) ** 2


def rosenbrock(point: Any) -> float:
    """Rosenbrock's valley over [0, 2] x [0, 2], a hundredth of it above 1: lowest half-way up both levers."""
    x, y = 2 * point(COLA), 2 * point(HIRES)
    return 1 + ((1 - x) ** 2 + 100 * (y - x * x) ** 2) / 100


def stepped(point: Any) -> float:
    """A bowl over steps of a two-hundredth of a lever's range; lowest, 1, on the step from 0.6 and that from 0.3.

    Steps as narrow as those of one person's promotion in two hundred.
    """
    x, y = (math.floor(200 * point(name) + 1e-6) / 200 for name in PROMOTIONS)
    return 1 + (x - 0.6) ** 2 + (y - 0.3) ** 2


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("cost", "highest"),
    [
        # At (1, 1): 0.4^2 + 2 x 0.7^2 + 0.5 x 0.4 x 0.7 above the lowest.
        (quadratic, 1 + 0.16 + 0.98 + 0.14),
        (towards_a_corner, 3.0),
        # At (1, 1): 1 + 1 + 0.6^2.
        (at_one_bound, 2.36),
        # At (2, 0): 1 + (1 + 100 x 16) / 100.
        (rosenbrock, 17.01),
    ],
)
def test_every_method_finds_a_known_lowest_cost(
    engine: Any, method: str, cost: Callable[[Any], float], highest: float
) -> None:
    simulator = engine.simulator(cost=cost)
    result = engine.optimize(simulator, method=method, max_evaluations=BUDGET)
    found = result.metrics_after.total_compensation_cost / engine.cost
    assert 1.0 - ROUNDING <= found <= 1.0 + TOLERANCE * (highest - 1.0)
    assert result.objective_value == pytest.approx(found / cost(simulator.point(LeverVector(cells={}))))


@pytest.mark.parametrize("method", METHODS)
def test_every_method_finds_the_lowest_step_of_levers_that_move_people_one_by_one(engine: Any, method: str) -> None:
    simulator = engine.simulator(cost=stepped)
    result = engine.optimize(simulator, method=method, max_evaluations=BUDGET, decision_variables=PROMOTIONS)
    # At (0, 1): 0.6^2 + 0.7^2 above the lowest.
    highest = 1 + 0.36 + 0.49
    assert 1.0 <= result.metrics_after.total_compensation_cost / engine.cost <= 1.0 + TOLERANCE * (highest - 1)


def test_evolution_finds_the_lowest_of_steps_so_wide_that_no_slope_is_seen(engine: Any) -> None:
    simulator = engine.simulator(
        cost=lambda point: (
            1 + sum(abs(math.floor(8 * point(name)) - lowest) for name, lowest in ((COLA, 5), (HIRES, 2)))
        )
    )
    result = engine.optimize(simulator, method="DE", max_evaluations=BUDGET)
    assert result.metrics_after.total_compensation_cost == engine.cost


def growth(point: Any) -> float:
    """From 2 % to 4.5 % a year."""
    return 0.02 + 0.02 * point(COLA) + 0.005 * point(HIRES)


@pytest.mark.parametrize("method", METHODS)
def test_every_method_weighs_cost_equity_and_targets(engine: Any, method: str) -> None:
    # With x and y the places of cost-of-living and new-hire levers: C = 1 + 0.1 x, E = 1 + (y - 0.6)^2, and growth of
    # 0.02 + 0.02 x against a target of 0.03. Today x0 = 1/14 and y0 = 1/8, so C0 = 1.0071429, E0 = 1.225625.
    simulator = engine.simulator(
        cost=lambda point: 1 + 0.1 * point(COLA),
        equity=lambda point: 1 + (point(HIRES) - 0.6) ** 2,
        growth=lambda point: 0.02 + 0.02 * point(COLA),
    )
    result = engine.optimize(
        simulator,
        weights={"cost": 0.4, "equity": 0.3, "targets": 0.3},
        targets=[engine.target("horizon_growth_full_year_equivalent", 0.03)],
        method=method,
        max_evaluations=BUDGET,
    )
    # 0.4 x 0.1 / C0 + 0.3 x 2 (0.02 x - 0.01) / 0.03 x 0.02 / 0.03 = 0 at x = 0.5 - 0.04 / C0 x 0.03^2 / (0.6 x 0.02^2)
    cost_today, equity_today = 1 + 0.1 / 14, 1 + (0.125 - 0.6) ** 2
    x = 0.5 - 0.04 / cost_today * 0.0009 / 0.00024
    best = 0.4 * (1 + 0.1 * x) / cost_today + 0.3 / equity_today + 0.3 * ((0.02 * x - 0.01) / 0.03) ** 2
    highest = 0.4 * 1.1 / cost_today + 0.3 * 1.36 / equity_today + 0.3 / 9
    assert best - ROUNDING <= result.objective_value <= best + TOLERANCE * (highest - best)
    assert result.objective_terms.targets == pytest.approx(((0.02 * x - 0.01) / 0.03) ** 2, abs=5e-3)


@pytest.mark.parametrize("method", CONSTRAINED)
@pytest.mark.parametrize("is_kept_today", [True, False])
def test_every_method_for_constraints_spends_the_whole_budget_where_that_is_best(
    engine: Any, method: str, is_kept_today: bool
) -> None:
    # Growth of 6 % is out of reach, and every euro spent on the first lever brings 0.02 / 0.2 of growth, on the second
    # 0.005 / 0.1: the whole budget goes to the first. Today both cost 1 + 0.2 / 14 + 0.1 / 8 = 1.0267857.
    budget = 1.1 if is_kept_today else 1.0135
    simulator = engine.simulator(cost=lambda point: 1 + 0.2 * point(COLA) + 0.1 * point(HIRES), growth=growth)
    result = engine.optimize(
        simulator,
        weights={"targets": 1.0},
        targets=[engine.target("horizon_growth_full_year_equivalent", 0.06)],
        method=method,
        max_evaluations=BUDGET,
        budget=budget * engine.cost,
    )
    best = ((0.02 + 0.02 * (budget - 1) / 0.2 - 0.06) / 0.06) ** 2
    assert result.is_feasible
    assert result.metrics_after.total_compensation_cost <= budget * engine.cost
    # From 2 % growth at the lowest levers to 4.5 % at the highest the objective falls from 4/9 to 1/16.
    assert best - ROUNDING <= result.objective_value <= best + TOLERANCE * (4 / 9 - 1 / 16)
    (outcome,) = result.constraints
    assert (outcome.before <= 0) is is_kept_today
    assert outcome.before == pytest.approx((1 + 0.2 / 14 + 0.1 / 8 - budget) * engine.cost)


@pytest.mark.parametrize("method", CONSTRAINED)
def test_every_method_for_constraints_keeps_merit_in_order_and_close_together(engine: Any, method: str) -> None:
    # Cost is lowest where merit falls with the level, from 0.1 to 0.02; it must not fall, so the best is one rate for
    # all: the mean of the wanted ones, 0.06, which is 5/9 of the lever's range.
    wanted = (0.1, 0.08, 0.06, 0.04, 0.02)

    def cost(point: Any) -> float:
        places = [point(f"merit_rate_level_{level}") for level in range(1, 6)]
        return 1 + sum((place - (rate - 0.01) / 0.09) ** 2 for place, rate in zip(places, wanted, strict=True))

    simulator = engine.simulator(cost=cost)
    result = engine.optimize(
        simulator,
        method=method,
        max_evaluations=2 * BUDGET,
        decision_variables=("merit_rate",),
        merit_order="non_decreasing",
        max_merit_spread=0.03,
    )
    best = 1 + sum(((rate - 0.06) / 0.09) ** 2 for rate in wanted)
    # With every level at the bound that is farther from its place: 1 + 0.78^2 + 0.56^2 + 0.67^2 + 0.89^2 above 1.
    assert result.is_feasible
    assert result.metrics_after.total_compensation_cost / engine.cost == pytest.approx(best, abs=TOLERANCE * 3.15)
    merit = [result.cells_after[cell] for cell in engine.cells("merit_rate@2025")]
    assert merit == sorted(merit)
