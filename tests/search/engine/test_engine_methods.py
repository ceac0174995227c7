"""What every method of the engine keeps to: bounds, locks, its budget, and the same answer twice for one seed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from optimization.errors import BadInputError
from optimization.parameters.lever_cells import LeverCell
from optimization.search.engine_result import EngineStatus, OptimizationResult

METHODS = ["SLSQP", "DE", "L-BFGS-B", "TNC", "COBYLA", "COBYQA", "trust-constr", "auto"]
BOUNDS_ONLY = ["L-BFGS-B", "TNC"]
CONSTRAINED = [method for method in METHODS if method not in BOUNDS_ONLY]
PAY_LEVERS = ("cola_rate", "merit_rate", "new_hire_salary_adjustment")


def bowl(point: Any) -> float:
    """Convex in the seven pay levers, with its lowest value, 1, at places of which some lie beyond the bounds."""
    merit = sum((point(f"merit_rate_level_{level}") - (0.3 * level - 0.4)) ** 2 for level in range(1, 6))
    hires, cola = point("new_hire_salary_adjustment"), point("cola_rate")
    return 1 + (cola - 0.45) ** 2 + 2 * (hires - 0.6) ** 2 + (cola - 0.45) * (hires - 0.6) + merit


def timeless(result: OptimizationResult) -> OptimizationResult:
    """The result without what differs between two runs: how long they took."""
    history = tuple(replace(record, seconds=0.0) for record in result.history)
    return replace(result, runtime_seconds=0.0, history=history)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("by_year", [False, True])
def test_no_candidate_leaves_the_bounds_and_a_lever_outside_them_only_comes_back(
    engine: Any, method: str, by_year: bool
) -> None:
    beyond, below = LeverCell(2026, 2, "cola_rate"), LeverCell(2025, 4, "merit_base")
    table = engine.table(changed={beyond: 0.09, below: 0.005})
    simulator = engine.simulator(cost=bowl, levers=table)
    engine.optimize(simulator, method=method, max_evaluations=100, decision_variables=PAY_LEVERS, by_year=by_year)
    bounds = {"cola_rate": (0.01, 0.08), "merit_base": (0.01, 0.10), "new_hire_salary_adjustment": (1.0, 1.4)}
    moved = {cell for candidate in simulator.candidates for cell in candidate.cells}
    assert {cell.parameter_name for cell in moved} == set(bounds)
    for candidate in simulator.candidates:
        for cell, value in candidate.cells.items():
            lower, upper = bounds[cell.parameter_name]
            assert (0.005 if cell == below else lower) <= value <= (0.09 if cell == beyond else upper)


# Where cost-of-living and new hires lie between their bounds today: on each bound, and in each corner.
ON_BOUNDS = [(0.0, 0.25), (1.0, 0.5), (0.7, 0.0), (0.25, 1.0), (0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)]


def started_at(engine: Any, cola: float, hires: float, growth: Any = None) -> Any:
    """Today's levers there, and a cost that is lowest, 1, at 0.6 of the way for the one and 0.4 for the other."""
    changed = dict.fromkeys(engine.cells("cola_rate"), 0.01 + 0.07 * cola)
    changed |= dict.fromkeys(engine.cells("new_hire_salary_adjustment"), 1.0 + 0.4 * hires)
    return engine.simulator(
        cost=lambda at: 1 + (at("cola_rate") - 0.6) ** 2 + (at("new_hire_salary_adjustment") - 0.4) ** 2,
        growth=growth or (lambda _at: 0.03),
        levers=engine.table(changed=changed),
    )


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("cola", "hires"), ON_BOUNDS)
def test_a_search_that_starts_on_bounds_comes_to_the_lowest_point_inside(
    engine: Any, method: str, cola: float, hires: float
) -> None:
    result = engine.optimize(started_at(engine, cola, hires), method=method, max_evaluations=150)
    assert result.status is EngineStatus.CONVERGED
    assert result.metrics_after.total_compensation_cost / engine.cost == pytest.approx(1.0, abs=2e-3)


@pytest.mark.parametrize("method", CONSTRAINED)
@pytest.mark.parametrize(("cola", "hires"), ON_BOUNDS)
def test_a_search_under_constraints_may_start_on_bounds_too(
    engine: Any, method: str, cola: float, hires: float
) -> None:
    # Growth goes from 2 % in one corner to 6 % in the other, and is 4 % at the lowest cost of all.
    simulator = started_at(
        engine, cola, hires, lambda at: 0.02 + 0.02 * (at("cola_rate") + at("new_hire_salary_adjustment"))
    )
    limits = ("horizon_growth_current<=0.045", "horizon_growth_current>=0.035")
    result = engine.optimize(simulator, method=method, max_evaluations=150, limits=limits)
    assert (result.status, dict(result.constraint_violations)) == (EngineStatus.CONVERGED, {})
    assert result.metrics_after.total_compensation_cost / engine.cost == pytest.approx(1.0, abs=2e-3)


@pytest.mark.parametrize("method", CONSTRAINED)
@pytest.mark.parametrize("band", [(0.0203, 0.0207), (0.03, 0.0301), (0.059, 0.0597)])
def test_a_narrow_band_between_two_constraints_is_found(engine: Any, method: str, band: tuple[float, float]) -> None:
    simulator = started_at(
        engine, 0.07, 0.12, lambda at: 0.02 + 0.02 * (at("cola_rate") + at("new_hire_salary_adjustment"))
    )
    lowest, highest = band
    result = engine.optimize(
        simulator,
        method=method,
        max_evaluations=100,
        limits=(f"horizon_growth_current>={lowest}", f"horizon_growth_current<={highest}"),
        multi_start=3,
    )
    assert (result.status is EngineStatus.INFEASIBLE, dict(result.constraint_violations)) == (False, {})


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("starts", [1, 4])
@pytest.mark.parametrize("budget", [5, 17, 100])
def test_no_method_simulates_more_candidates_than_it_may(engine: Any, method: str, starts: int, budget: int) -> None:
    simulator = engine.simulator(cost=bowl)
    result = engine.optimize(
        simulator, method=method, max_evaluations=budget, multi_start=starts, decision_variables=PAY_LEVERS
    )
    assert len(simulator.candidates) == result.function_evaluations <= budget
    assert (len(simulator.batches), result.assessment_evaluations) == (result.batches, 0)


@pytest.mark.parametrize("method", CONSTRAINED)
@pytest.mark.parametrize("budget", [5, 17, 100])
def test_constraints_cost_no_candidates_beyond_the_budget(engine: Any, method: str, budget: int) -> None:
    simulator = engine.simulator(cost=bowl)
    limits: dict[str, Any] = {"budget": 1.5 * engine.cost, "max_merit_spread": 0.03, "merit_order": "non_decreasing"}
    result = engine.optimize(
        simulator, method=method, max_evaluations=budget, decision_variables=PAY_LEVERS, multi_start=2, **limits
    )
    assert len(simulator.candidates) == result.function_evaluations <= budget


@pytest.mark.parametrize("method", METHODS)
def test_what_is_simulated_to_judge_the_answer_is_counted_apart(engine: Any, method: str) -> None:
    simulator = engine.simulator(cost=bowl)
    result = engine.optimize(simulator, method=method, max_evaluations=17, assessment=True)
    assert result.function_evaluations <= 17
    assert result.assessment_evaluations > 0
    assert len(simulator.candidates) == result.function_evaluations + result.assessment_evaluations


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("starts", [1, 4])
def test_a_seed_gives_the_same_candidates_in_the_same_order_and_the_same_result(
    engine: Any, method: str, starts: int
) -> None:
    first, second = engine.simulator(cost=bowl), engine.simulator(cost=bowl)
    results = [
        engine.optimize(simulator, method=method, max_evaluations=60, multi_start=starts, assessment=True)
        for simulator in (first, second)
    ]
    assert first.batches == second.batches
    assert timeless(results[0]) == timeless(results[1])


def test_another_random_seed_gives_other_candidates(engine: Any) -> None:
    simulators = [engine.simulator(cost=bowl) for _ in range(2)]
    for seed, simulator in enumerate(simulators):
        engine.optimize(simulator, method="DE", max_evaluations=60, random_seed=seed)
    assert simulators[0].batches != simulators[1].batches


@pytest.mark.parametrize("method", METHODS)
def test_a_locked_row_keeps_its_value_in_every_candidate(engine: Any, method: str) -> None:
    locked = {*engine.cells("merit_rate_level_3"), *engine.cells("cola_rate@2026")}
    simulator = engine.simulator(cost=bowl, levers=engine.table(locked=locked))
    result = engine.optimize(simulator, method=method, max_evaluations=60, decision_variables=PAY_LEVERS)
    assert not locked & {cell for candidate in simulator.candidates for cell in candidate.cells}
    assert result.locked_cells == locked
    assert {cell: result.cells_after[cell] for cell in locked} == {cell: result.cells_before[cell] for cell in locked}
    assert any(cell.parameter_name == "cola_rate" for candidate in simulator.candidates for cell in candidate.cells)


@pytest.mark.parametrize("method", BOUNDS_ONLY)
@pytest.mark.parametrize(
    ("constraint", "name"),
    [
        ({"budget": 1.0e7}, "budget"),
        ({"max_merit_spread": 0.03}, "max_merit_spread"),
        ({"merit_order": "non_increasing"}, "merit_order"),
        ({"limits": ("equity_cv<=0.2",)}, "equity_cv<=0.2"),
    ],
)
def test_a_method_for_bounds_alone_is_refused_where_more_must_hold(
    engine: Any, method: str, constraint: dict[str, Any], name: str
) -> None:
    with pytest.raises(BadInputError) as refused:
        engine.optimize(engine.simulator(cost=bowl), method=method, **constraint)
    able = "auto, SLSQP, DE, COBYLA, COBYQA, trust-constr"
    assert f"{method} keeps to the bounds of the levers and to nothing else" in str(refused.value)
    assert f"but {name} must hold: choose one of {able}." in str(refused.value)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("budget", [5, 60])
def test_a_single_lever_is_a_search_too(engine: Any, method: str, budget: int) -> None:
    simulator = engine.simulator(cost=lambda point: 1 + point("cola_rate"))
    result = engine.optimize(
        simulator, method=method, max_evaluations=budget, decision_variables=("cola_rate",), multi_start=2
    )
    assert result.objective_value <= result.status_quo_objective
    assert len(simulator.candidates) <= budget


@pytest.mark.parametrize("method", METHODS)
def test_twentynine_levers_by_year_are_a_search_too(engine: Any, method: str) -> None:
    simulator = engine.simulator(cost=bowl)
    result = engine.optimize(
        simulator,
        method=method,
        max_evaluations=400,
        decision_variables=(*PAY_LEVERS, "promotion_probability", "promotion_raise@2026"),
        by_year=True,
    )
    # The bowl's lowest, 1, cannot be reached: merit of levels 1 and 5 would lie at -0.1 and 1.1. With the first two
    # levers at 1 and merit at its farther bounds it is 1 + 0.3025 + 0.32 + 0.22 + 1.21 + 0.64 + 0.25 + 0.64 + 1.21.
    assert result.metrics_after.total_compensation_cost / engine.cost == pytest.approx(1.02, abs=1e-3 * 4.8)
    assert len(simulator.candidates) <= 400
