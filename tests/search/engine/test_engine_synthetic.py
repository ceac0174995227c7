"""Searching on a response surface: what it may cost, what ends it, and that only simulated figures are shown."""

from __future__ import annotations

import time
from typing import Any

import pytest

from optimization.errors import BadInputError, SimulationError
from optimization.parameters.lever_cells import LeverVector
from optimization.search.engine_result import EngineStatus

# Two families decided by level and by year: 20 levers, 2 x (1 + 20 + 210) + 16 = 478 simulations, four batches of 128.
MANY = {"by_level": True, "by_year": True}
FAMILIES = ("cola_rate", "merit_rate", "new_hire_salary_adjustment", "promotion_probability", "promotion_raise")
TODAYS_COLA = 1 / 14


def valley(point: Any) -> float:
    return 1 + (point("cola_rate") - 0.4) ** 2


def bent(point: Any) -> float:
    """Cubic, so that a surface is off by a little."""
    return 1 + (point("cola_rate") - 0.4) ** 2 + 0.3 * point("cola_rate") ** 3


def searched(engine: Any, simulator: Any, **fields: Any) -> Any:
    return engine.optimize(simulator, **{"method": "SLSQP", "max_evaluations": 30, "use_synthetic": True, **fields})


def test_whoever_cancels_while_the_surface_is_fitted_waits_for_one_batch_of_it(engine: Any) -> None:
    simulator = engine.simulator(cost=valley)
    cancel = {"is_cancelled": lambda: len(simulator.batches) >= 2}
    with pytest.raises(SimulationError, match=r"cancelled before the response surface was fitted: nothing was found"):
        searched(engine, simulator, run=cancel, **MANY)
    assert [len(batch) for batch in simulator.batches] == [128, 128]


def test_time_ends_the_fit_of_a_surface_before_its_next_batch(engine: Any) -> None:
    simulator = engine.simulator(cost=valley, before=lambda _batch: time.sleep(0.2))
    with pytest.raises(SimulationError, match="time of the search was over before the response surface was fitted"):
        searched(engine, simulator, timeout_minutes=0.1 / 60, **MANY)
    assert len(simulator.batches) == 1


def test_time_that_is_over_after_the_fit_leaves_an_answer_that_is_simulated(engine: Any) -> None:
    simulator = engine.simulator(cost=valley, before=lambda _batch: time.sleep(0.2))
    result = searched(engine, simulator, timeout_minutes=0.1 / 60, initial={"cola_rate": 0.03}, assessment=True)
    assert result.status is EngineStatus.TIMEOUT
    # The design, and the final batch with the initial levers in it, the best that was estimated by then.
    assert len(simulator.batches) == 2
    assert result.optimal_parameters["cola_rate"] == 0.03
    assert result.metrics_after == simulator.metrics(result.proposal)
    assert dict(result.parameter_sensitivities) == {}
    assert result.notes == ("The assessment of the answer is incomplete: the time was over.",)


def test_a_surface_that_takes_too_many_simulations_is_refused_before_any(engine: Any) -> None:
    simulator = engine.simulator(cost=valley)
    # 2 x (1 + 50 + 1275) + 16.
    with pytest.raises(BadInputError, match=r"in 50 levers takes 2,668 simulations .* fewer levers .* real simulator"):
        searched(engine, simulator, decision_variables=FAMILIES, **MANY)
    assert simulator.batches == []


def test_what_a_surface_took_is_counted(engine: Any) -> None:
    simulator = engine.simulator(cost=bent)
    result = searched(engine, simulator)
    assert result.synthetic.simulations == len(simulator.candidates)
    # The ceiling is for estimates; beside the design a few candidates are simulated, in one batch.
    assert result.function_evaluations <= 30
    assert [len(batch) for batch in simulator.batches][:-1] == [28]
    assert len(simulator.batches[-1]) <= 14


def test_what_judges_the_answer_of_a_surface_is_simulated_or_left_out(engine: Any) -> None:
    simulator = engine.simulator(cost=bent, equity=lambda point: 2 - point("cola_rate"))
    result = searched(engine, simulator, weights={"cost": 0.9, "equity": 0.1}, assessment=True)
    assert (result.solution_quality_score, result.baseline_objective) == (None, None)
    # Around the answer in two levers: 1 + 2 x 2.
    assert (result.assessment_evaluations, len(simulator.batches[-1])) == (5, 5)
    # Ten basis points are a seventieth of the range.
    place = simulator.point(result.proposal)("cola_rate")
    todays_cost, todays_equity = bent(lambda _name: TODAYS_COLA), 2 - TODAYS_COLA
    slope = 0.9 * (2 * (place - 0.4) + 0.9 * place**2) / todays_cost - 0.1 / todays_equity
    assert result.parameter_sensitivities["cola_rate"] == pytest.approx(slope / 70, abs=2e-6)
    costs = [simulator.metrics(candidate).total_compensation_cost for candidate in simulator.candidates]
    assert result.alternatives
    for each in result.alternatives:
        assert each.total_compensation_cost in costs


def test_an_answer_a_hair_over_a_limit_gives_way_to_one_that_keeps_it(engine: Any) -> None:
    # The more the better, up to growth of 5 %; by the bend the surface is a little too low there.
    simulator = engine.simulator(
        cost=lambda point: 2 - point("cola_rate"),
        growth=lambda point: 0.02 + 0.05 * point("cola_rate") - 0.01 * point("cola_rate") ** 3,
    )
    result = searched(
        engine,
        simulator,
        method="COBYLA",
        max_evaluations=60,
        decision_variables=("cola_rate",),
        limits=("horizon_growth_current<=0.05",),
    )
    # 0.05 x - 0.01 x^3 = 0.03 at x = 0.65662.
    limit = (2 - 0.65662) / (2 - TODAYS_COLA)
    assert result.synthetic.simulated_objective < limit
    assert result.is_feasible
    assert limit <= result.objective_value <= limit * 1.01
    assert result.status is EngineStatus.CONVERGED
    assert "It breaks a constraint when it is simulated, and the best of " in result.message


def test_a_surface_that_leads_nowhere_has_not_converged(engine: Any) -> None:
    # Away from today's levers everything costs more, but a parabola through it turns down towards one end.
    simulator = engine.simulator(
        cost=lambda point: 1 if abs(point("cola_rate") - TODAYS_COLA) < 1e-9 else 3 - 0.5 * point("cola_rate")
    )
    result = searched(engine, simulator, decision_variables=("cola_rate",))
    assert (result.proposal, result.status) == (LeverVector(cells={}), EngineStatus.NUMERICAL)
    assert "Neither that nor anything else that was simulated is better than today's levers, which" in result.message


def test_where_a_surface_finds_nothing_better_than_today_that_is_its_answer(engine: Any) -> None:
    # The bend moves the lowest point of the surface by a hair, and that is no failure of it.
    def lowest_today(point: Any) -> float:
        away = point("cola_rate") - TODAYS_COLA
        return 1 + away**2 + 0.002 * away**3

    result = searched(engine, engine.simulator(cost=lowest_today), method="COBYQA", decision_variables=("cola_rate",))
    assert result.synthetic.simulated_objective > result.objective_value == 1.0
    assert (result.status, result.proposal) == (EngineStatus.CONVERGED, LeverVector(cells={}))


def test_what_no_simulated_candidate_satisfies_is_infeasible(engine: Any) -> None:
    # On the surface the kink looks passable: simulated, growth is never below 3.5 %.
    simulator = engine.simulator(growth=lambda point: 0.035 + 0.02 * abs(point("cola_rate") - 0.5))
    result = searched(
        engine, simulator, decision_variables=("cola_rate",), limits=("horizon_growth_current<=0.034",), assessment=True
    )
    assert (result.status, result.solution_quality_score) == (EngineStatus.INFEASIBLE, 0.0)
