"""The result: the same after JSON, readable by field name, and true to the candidates that it tells of."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import pytest

from optimization.errors import BadInputError
from optimization.parameters.lever_cells import LeverVector
from optimization.parameters.metric_targets import Priority
from optimization.search.cache import SmartOptimizationCache
from optimization.search.engine_json import result_from_json
from optimization.search.engine_result import EngineStatus, OptimizationResult
from optimization.simulation.protocol import Metrics

LEVERS = ("cola_rate", "new_hire_salary_adjustment")


@pytest.fixture(scope="module")
def found(engine: Any) -> OptimizationResult:
    """A search with constraints, targets, notes and a locked row, of which every field is filled."""
    simulator = engine.simulator(
        cost=lambda point: 1 + 0.2 * point("cola_rate"),
        equity=lambda point: 1 + (point("new_hire_salary_adjustment") - 0.6) ** 2,
        growth=lambda point: 0.02 + 0.03 * point("cola_rate"),
        levers=engine.table(locked=engine.cells("merit_rate_level_5")),
    )
    result: OptimizationResult = engine.optimize(
        simulator,
        weights="balanced",
        targets=[
            engine.target("horizon_growth_full_year_equivalent", 0.04, priority=Priority.MEDIUM),
            engine.target("wage_bill", 1e7, fiscal_year=2029),
        ],
        initial={"cola_rate": 0.02},
        method="SLSQP",
        assessment=True,
        budget=1.15 * engine.cost,
        limits=("equity_cv<=0.21", "closing_headcount>=100"),
        max_evaluations=60,
    )
    return replace(result, evidence_report="reports/a/report.html", cache_statistics={"hits": 3, "hit_rate": 0.5})


@pytest.fixture(scope="module")
def estimated(engine: Any) -> OptimizationResult:
    """A search on a response surface."""
    result: OptimizationResult = engine.optimize(
        engine.simulator(cost=lambda point: 1 + (point("cola_rate") - 0.4) ** 2),
        method="SLSQP",
        use_synthetic=True,
        max_evaluations=20,
    )
    return result


@pytest.mark.parametrize("name", ["found", "estimated"])
def test_a_result_is_the_same_after_json(name: str, request: pytest.FixtureRequest) -> None:
    result: OptimizationResult = request.getfixturevalue(name)
    stored = result.as_json()
    assert result_from_json(stored) == result
    again = result_from_json(json.loads(json.dumps(stored)))
    for field in fields(OptimizationResult):
        assert getattr(again, field.name) == getattr(result, field.name), field.name
    assert again.as_json() == stored


def test_json_holds_every_field_by_its_name_and_what_follows_from_them(found: OptimizationResult) -> None:
    stored = found.as_json()
    # Cells stand in one table, before and after.
    named = {field.name for field in fields(OptimizationResult)} - {"cells_before", "cells_after"}
    assert set(stored) == named | {"schema_version", "converged", "constraint_violations", "cells"}
    assert stored["converged"] is True
    assert json.loads(json.dumps(stored, allow_nan=False))["status"] == "CONVERGED"


def test_json_of_another_version_or_without_a_field_is_refused(found: OptimizationResult) -> None:
    stored = found.as_json()
    with pytest.raises(BadInputError, match=r"has schema_version 99; this version of the program reads 1"):
        result_from_json({**stored, "schema_version": 99})
    with pytest.raises(BadInputError, match="lacks the field 'history'"):
        result_from_json({name: value for name, value in stored.items() if name != "history"})


@pytest.mark.parametrize(
    "changed",
    [
        lambda stored: stored["history"][0].update(batch=1),
        lambda stored: stored["constraints"][0].update(margin=1),
        lambda stored: stored.update(status="DONE"),
        lambda stored: stored.update(risk_assessment="SOME"),
        lambda stored: stored["config"].update(colour="red"),
        lambda stored: stored.update(cells=None),
    ],
)
def test_what_another_version_wrote_is_refused_in_words(found: OptimizationResult, changed: Any) -> None:
    stored = json.loads(json.dumps(found.as_json()))
    changed(stored)
    with pytest.raises(BadInputError):
        result_from_json(stored)


def test_a_result_is_read_by_field_name_as_guides_do(found: OptimizationResult) -> None:
    for name in (
        "converged",
        "iterations",
        "function_evaluations",
        "runtime_seconds",
        "objective_value",
        "solution_quality_score",
        "risk_assessment",
        "algorithm_used",
        "optimal_parameters",
        "estimated_cost_impact",
        "estimated_employee_impact",
        "constraint_violations",
        "parameter_sensitivities",
    ):
        assert found[name] == getattr(found, name)
    assert set(found["estimated_cost_impact"]) == {"value", "unit", "percent", "baseline"}
    assert {"count", "percentage_of_workforce", "risk_level"} <= set(found["estimated_employee_impact"])


@pytest.mark.parametrize("name", ["objective", "_AS", "__class__", "", "as_json"])
def test_a_field_that_does_not_exist_is_a_key_error(found: OptimizationResult, name: str) -> None:
    with pytest.raises(KeyError):
        found[name]


def test_levers_are_named_before_and_after_and_the_proposal_is_what_changed(
    engine: Any, found: OptimizationResult
) -> None:
    assert found.current_parameters["cola_rate"] == 0.015
    cola = found.optimal_parameters["cola_rate"]
    changed = {cell.parameter_name for cell in found.proposal.cells}
    assert changed <= set(LEVERS)
    assert {found.proposal.cells[cell] for cell in engine.cells("cola_rate")} == {cola}
    assert found.locked_cells == set(engine.cells("merit_rate_level_5"))


def test_targets_and_constraints_are_told_with_where_they_stand(engine: Any, found: OptimizationResult) -> None:
    assert found.notes == ("The target for wage_bill of 2029 is left out: that year is not simulated.",)
    (growth,) = found.targets
    assert (growth.metric, growth.unit, growth.target, growth.priority) == (
        "horizon_growth_full_year_equivalent",
        "fraction",
        0.04,
        "medium",
    )
    assert growth.tolerance == pytest.approx(0.0008)
    # Today's lever is a fourteenth of the way up.
    assert growth.before == pytest.approx(0.02 + 0.03 / 14)
    assert growth.is_met is (abs(growth.after - 0.04) <= growth.tolerance)
    budget, equity, people = found.constraints
    assert (budget.unit, equity.unit, people.unit) == ("money", "fraction", "count")
    assert budget.before == pytest.approx((1 + 0.2 / 14 - 1.15) * engine.cost)
    assert equity.before == pytest.approx(0.2 * (1 + 0.475**2) - 0.21)
    assert people.after == -3
    assert found.is_feasible is (budget.after <= 0 and equity.after <= 0)


def test_cost_is_told_beside_that_of_today(engine: Any, found: OptimizationResult) -> None:
    today = engine.cost * (1 + 0.2 / 14)
    after = found.metrics_after.total_compensation_cost
    assert found.estimated_cost_impact["baseline"] == pytest.approx(today)
    assert found.estimated_cost_impact["value"] == pytest.approx(after - today)
    assert found.estimated_cost_impact["percent"] == pytest.approx((after / today - 1) * 100)
    assert found.estimated_cost_impact["unit"] == "census currency, 2025 to 2026"


def test_the_history_counts_up_and_its_best_never_gets_worse(found: OptimizationResult) -> None:
    assert [record.step for record in found.history] == list(range(1, len(found.history) + 1))
    counts = [record.evaluations for record in found.history]
    assert counts == sorted(counts)
    assert counts[-1] == found.function_evaluations
    ranks = [(record.best_violation, record.best_objective) for record in found.history]
    assert ranks == sorted(ranks, reverse=True)
    assert ranks[-1] == (0.0, found.objective_value)


def test_steps_are_counted_whether_or_not_a_cache_knew_their_candidates(engine: Any) -> None:
    cache = SmartOptimizationCache[Metrics]()
    cold, warm = (
        engine.optimize(
            engine.simulator(cost=lambda point: 1 + (point("cola_rate") - 0.4) ** 2),
            method="COBYLA",
            run={"cache": cache},
        )
        for _ in range(2)
    )
    steps = [record.step for record in cold.history]
    assert steps == list(range(1, cold.batches + 1))
    assert ([record.step for record in warm.history], warm.batches, warm.function_evaluations) == (steps, 0, 0)


def test_slopes_at_the_answer_are_per_ten_basis_points(engine: Any) -> None:
    # Cost is linear: 0.2 over a range of seven points, so 0.2 / 70 for a tenth of a point.
    result = engine.optimize(
        engine.simulator(cost=lambda point: 1 + 0.2 * point("cola_rate")), method="SLSQP", assessment=True
    )
    today = 1 + 0.2 / 14
    assert result.parameter_sensitivities == {
        "cola_rate": pytest.approx(0.2 / 70 / today, rel=1e-6),
        "new_hire_salary_adjustment": pytest.approx(0.0, abs=1e-12),
    }


def test_alternatives_are_other_candidates_and_each_is_the_best_of_its_kind(engine: Any) -> None:
    simulator = engine.simulator(
        cost=lambda point: 1 + point("cola_rate"),
        equity=lambda point: 2 - point("cola_rate"),
        growth=lambda point: 0.02 + 0.02 * point("cola_rate"),
    )
    result = engine.optimize(
        simulator,
        weights={"cost": 0.6, "equity": 0.1, "targets": 0.3},
        targets=[engine.target("horizon_growth_full_year_equivalent", 0.03)],
        method="DE",
        max_evaluations=40,
        decision_variables=("cola_rate",),
    )
    labels = [each.label for each in result.alternatives]
    assert len(set(labels)) == len(labels)
    assert set(labels) <= {"lowest cost", "most even pay", "nearest to the targets", "second best"}
    costs = [simulator.metrics(candidate).total_compensation_cost for candidate in simulator.candidates]
    places = [simulator.point(candidate)("cola_rate") for candidate in simulator.candidates]
    by_label = {each.label: each for each in result.alternatives}
    assert by_label["most even pay"].total_compensation_cost == max(costs)
    nearest = min(places, key=lambda place: abs(place - 0.5))
    assert by_label["nearest to the targets"].total_compensation_cost == pytest.approx((1 + nearest) * engine.cost)
    for each in result.alternatives:
        assert each.is_feasible
        assert each.parameters not in (result.optimal_parameters, result.current_parameters)


def test_what_a_surface_proposes_is_simulated_before_it_is_shown(engine: Any, estimated: OptimizationResult) -> None:
    # The cost is quadratic, so the surface is exact, and lowest at 0.4 of the range: 3.8 %.
    assert estimated.optimal_parameters["cola_rate"] == pytest.approx(0.038, abs=1e-4)
    assert estimated.metrics_after.total_compensation_cost == pytest.approx(engine.cost, rel=1e-5)
    comparison = estimated.synthetic
    assert comparison is not None
    assert comparison.simulated_objective == estimated.objective_value
    assert comparison.estimated_objective == pytest.approx(comparison.simulated_objective, abs=1e-6)
    assert comparison.surface_errors
    assert estimated.message.startswith("Searched on a response surface, which put the objective at ")


def test_an_answer_of_a_surface_that_is_worse_when_simulated_is_not_the_answer(engine: Any) -> None:
    # Away from today's levers everything costs more, but a parabola through it turns down towards one end.
    simulator = engine.simulator(
        cost=lambda point: 1 if abs(point("cola_rate") - 1 / 14) < 1e-9 else 3 - 0.5 * point("cola_rate")
    )
    result = engine.optimize(
        simulator, method="SLSQP", use_synthetic=True, max_evaluations=20, decision_variables=("cola_rate",)
    )
    assert result.proposal == LeverVector(cells={})
    assert result.objective_value == result.status_quo_objective == 1.0
    assert result.status is EngineStatus.NUMERICAL
    assert "Neither that nor anything else that was simulated is better than today's levers, which" in result.message
    # The sentence tells what the surface's own answer came to, not what replaced it.
    assert result.synthetic is not None
    assert result.synthetic.simulated_objective == pytest.approx(2.5, abs=0.5)
    assert f"simulated it is {result.synthetic.simulated_objective:.6f}." in result.message


def test_a_surface_starts_from_the_nearest_that_it_has(engine: Any) -> None:
    later = engine.cells("cola_rate@2026")
    result = engine.optimize(
        engine.simulator(cost=lambda point: 1 + (point("cola_rate") - 0.4) ** 2),
        method="SLSQP",
        use_synthetic=True,
        initial={"cola_rate@2026": 0.05},
        max_evaluations=20,
    )
    assert result.status is EngineStatus.CONVERGED
    assert result.cells_after[later[0]] == pytest.approx(0.038, abs=1e-4)


def test_the_second_best_is_told_beside_the_best(engine: Any) -> None:
    simulator = engine.simulator(cost=lambda point: 1 + (point("cola_rate") - 0.5) ** 2)
    result = engine.optimize(simulator, method="COBYLA", max_evaluations=12, decision_variables=("cola_rate",))
    costs = sorted(simulator.metrics(candidate).total_compensation_cost for candidate in simulator.candidates)
    told = {each.label: each.total_compensation_cost for each in result.alternatives}
    assert result.metrics_after.total_compensation_cost == costs[0]
    assert told["second best"] == costs[1]
