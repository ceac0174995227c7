"""The least that an answer must be: no worse than today's levers, nor than random candidates on the same budget."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimization.errors import BadInputError
from optimization.parameters.lever_cells import LeverVector

METHODS = ["SLSQP", "DE", "L-BFGS-B", "TNC", "COBYLA", "COBYQA", "trust-constr", "auto"]
CONSTRAINED = [method for method in METHODS if method not in ("L-BFGS-B", "TNC")]
LEVERS = ("cola_rate", "new_hire_salary_adjustment", "merit_rate_level_2")
PLACES = st.lists(st.floats(-0.5, 1.5), min_size=3, max_size=3)


def bowl(centre: list[float], sizes: list[float]) -> Any:
    """Convex, at least 1, lowest at a place that may lie beyond the bounds."""

    def value(point: Any) -> float:
        return 1 + sum(size * (point(name) - at) ** 2 for name, at, size in zip(LEVERS, centre, sizes, strict=True))

    return value


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=8, deadline=None, derandomize=True)
@given(
    cost=PLACES,
    equity=PLACES,
    sizes=st.lists(st.floats(0.01, 10), min_size=3, max_size=3),
    shares=st.lists(st.integers(0, 10), min_size=3, max_size=3).filter(any),
    target=st.integers(-5, 15).map(lambda percent: percent / 100),
    budget=st.integers(5, 60),
)
def test_no_answer_is_worse_than_todays_levers(
    engine: Any,
    method: str,
    cost: list[float],
    equity: list[float],
    sizes: list[float],
    shares: list[int],
    target: float,
    budget: int,
) -> None:
    simulator = engine.simulator(
        cost=bowl(cost, sizes),
        equity=bowl(equity, sizes),
        growth=lambda point: 0.02 + 0.03 * point("cola_rate") + 0.01 * point("merit_rate_level_2"),
    )
    weights = {name: share / sum(shares) for name, share in zip(("cost", "equity", "targets"), shares, strict=True)}
    result = engine.optimize(
        simulator,
        weights=weights,
        targets=[engine.target("horizon_growth_full_year_equivalent", target)],
        method=method,
        max_evaluations=budget,
        decision_variables=LEVERS,
    )
    assert result.objective_value <= result.status_quo_objective
    assert result.status_quo_terms.cost == result.status_quo_terms.equity == 1.0
    # What the result says of its levers is what the formulas say of them.
    assert result.metrics_after == simulator.metrics(result.proposal)
    assert result.metrics_before == simulator.metrics(LeverVector(cells={}))


@pytest.mark.parametrize("method", CONSTRAINED)
@settings(max_examples=8, deadline=None, derandomize=True)
@given(
    cost=PLACES,
    sizes=st.lists(st.floats(0.01, 10), min_size=3, max_size=3),
    limit=st.floats(0.9, 2.0),
    budget=st.integers(5, 60),
)
def test_no_answer_breaks_constraints_more_than_todays_levers_do(
    engine: Any, method: str, cost: list[float], sizes: list[float], limit: float, budget: int
) -> None:
    simulator = engine.simulator(cost=bowl(cost, sizes), equity=lambda point: 2 - point("cola_rate"))
    result = engine.optimize(
        simulator,
        weights={"equity": 1.0},
        method=method,
        max_evaluations=budget,
        decision_variables=LEVERS,
        budget=limit * engine.cost,
    )
    (kept,) = result.constraints
    assert max(kept.after, 0.0) <= max(kept.before, 0.0)
    if kept.before <= 0:
        assert result.objective_value <= result.status_quo_objective
    assert result.is_feasible is any(
        simulator.metrics(candidate).total_compensation_cost <= limit * engine.cost
        for candidate in simulator.candidates
    )


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("budget", [40, 100])
def test_every_method_beats_random_candidates_on_the_same_budget(engine: Any, method: str, budget: int) -> None:
    levers = ("cola_rate", *(f"merit_rate_level_{level}" for level in range(1, 6)), "new_hire_salary_adjustment")
    centre = [0.3, 0.2, 0.7, 0.5, 0.9, 0.4, 0.1]

    def cost(point: Any) -> float:
        return 1 + sum((point(name) - at) ** 2 for name, at in zip(levers, centre, strict=True))

    simulator = engine.simulator(cost=cost)
    result = engine.optimize(
        simulator, method=method, max_evaluations=budget, decision_variables=levers, assessment=True
    )
    # Random candidates of our own, all of the box: what the engine compares with is drawn as these are.
    points = np.random.default_rng(7).random((budget, 7))
    at_random = min(1 + float(((point - centre) ** 2).sum()) for point in points) / cost(
        simulator.point(LeverVector(cells={}))
    )
    assert result.objective_value < at_random
    assert result.objective_value < result.baseline_objective
    assert result.solution_quality_score == 1.0


@pytest.mark.parametrize("method", CONSTRAINED)
@pytest.mark.parametrize("starts", [1, 3])
def test_a_budget_below_what_anything_costs_is_infeasible_by_so_much(engine: Any, method: str, starts: int) -> None:
    # At the lowest levers everybody costs 10,500,000: the budget of 10,000,000.5 is missed by 499,999.5.
    simulator = engine.simulator(cost=lambda point: 1.05 + 0.2 * point("cola_rate") + 0.1 * point(LEVERS[1]) ** 2)
    result = engine.optimize(
        simulator,
        weights={"equity": 1.0},
        method=method,
        max_evaluations=60,
        budget=10_000_000.5,
        multi_start=starts,
    )
    assert (str(result.status), result.converged, result.is_feasible) == ("INFEASIBLE", False, False)
    name = "total_compensation_cost <= 10000000.5"
    assert result.constraint_violations == pytest.approx({name: 499_999.5}, rel=1e-9)
    assert result.message.startswith("No candidate that was simulated satisfies all constraints.")
    assert f"{name}: the nearest of {len(simulator.candidates)} candidates misses it by 499,999.50 (money)." in (
        result.message
    )
    assert result.solution_quality_score == 0.0


@pytest.mark.parametrize("method", CONSTRAINED)
def test_constraints_that_only_break_each_other_are_named(engine: Any, method: str) -> None:
    # Growth of 3 % needs the lever at 0.5 or more, a cost of 1.05 needs it at 0.25 or less.
    simulator = engine.simulator(
        cost=lambda point: 1 + 0.2 * point("cola_rate"), growth=lambda point: 0.02 + 0.02 * point("cola_rate")
    )
    result = engine.optimize(
        simulator,
        method=method,
        max_evaluations=60,
        decision_variables=("cola_rate",),
        budget=1.05 * engine.cost,
        limits=("horizon_growth_full_year_equivalent>=0.03",),
    )
    assert str(result.status) == "INFEASIBLE"
    assert "Each constraint was satisfied by some candidate, but no candidate satisfied all of them" in result.message
    assert "total_compensation_cost <= 10500000" in result.constraint_violations
    assert all(name in result.message for name in result.constraint_violations)


def test_the_initial_levers_are_where_a_search_starts(engine: Any) -> None:
    simulator = engine.simulator(cost=lambda point: 1 + point("cola_rate"))
    engine.optimize(simulator, method="SLSQP", initial={"cola_rate": 0.045})
    first = simulator.batches[0]
    assert first == [LeverVector(cells={}), LeverVector(cells=dict.fromkeys(engine.cells("cola_rate"), 0.045))]
    # Half way between the bounds, where the first slope is looked at.
    assert all(simulator.point(candidate)("cola_rate") >= 0.49 for candidate in simulator.batches[1])


def test_initial_levers_of_today_are_not_simulated_twice(engine: Any) -> None:
    simulator = engine.simulator()
    engine.optimize(simulator, method="SLSQP", initial={"cola_rate": 0.015})
    assert simulator.batches[0] == [LeverVector(cells={})]


@pytest.mark.parametrize("use_synthetic", [False, True])
def test_initial_levers_that_may_not_move_are_refused(engine: Any, use_synthetic: bool) -> None:
    with pytest.raises(
        BadInputError,
        match=r"promotion_raise of level 1 in 2025, which is no decision variable: those are cola_rate, new_hire",
    ):
        engine.optimize(
            engine.simulator(), method="SLSQP", initial={"promotion_raise": 0.2}, use_synthetic=use_synthetic
        )


def test_initial_levers_that_may_not_move_may_be_those_of_today(engine: Any) -> None:
    result = engine.optimize(engine.simulator(), method="SLSQP", initial={"promotion_raise": 0.12})
    assert result.proposal == LeverVector(cells={})


def test_cost_alone_may_count(engine: Any) -> None:
    # No target, nobody whose pay could differ, and no growth.
    simulator = engine.simulator(cost=lambda point: 1 + point("cola_rate"), equity=lambda _point: 0.0)
    result = engine.optimize(simulator, method="SLSQP", weights={"cost": 1.0})
    assert result.objective_value == pytest.approx(1 / (1 + 1 / 14), rel=1e-9)
    assert (result.objective_terms.equity, result.objective_terms.targets) == (None, 0.0)
