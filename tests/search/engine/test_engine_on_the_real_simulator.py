"""The engine over dbt's own SQL and a few made-up people: what guides call, and what must hold of any answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimization.governance.ledger.evaluation_store import LedgerEvaluationStore
from optimization.governance.ledger.ledger import open_ledger
from optimization.places import Places
from optimization.search.cache import SmartOptimizationCache
from optimization.search.engine import run_optimization
from optimization.search.engine_result import EngineStatus
from optimization.search.engine_world import EngineWorld
from optimization.search.problem.objective_weights import ObjectiveWeights, objective_presets
from optimization.simulation.metrics_json import metrics_from_json
from optimization.simulation.protocol import Metrics

METHODS = ["SLSQP", "DE", "L-BFGS-B", "TNC", "COBYLA", "COBYQA", "trust-constr", "auto"]


def test_a_guide_searches_the_installed_census(engine_home: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANWISE_HOME", str(engine_home.home))
    result = run_optimization(
        {"cost": 0.4, "equity": 0.3, "targets": 0.3},
        {"use_synthetic": False, "max_evaluations": 40, "timeout_minutes": 5, "method": "SLSQP"},
    )
    assert result["algorithm_used"] == "SLSQP"
    assert 0 < result["function_evaluations"] <= 40
    assert result["objective_value"] < result["status_quo_objective"]
    assert 0.0 <= result["solution_quality_score"] <= 1.0
    assert result["optimal_parameters"].keys() >= {"cola_rate", "merit_rate_level_1", "new_hire_salary_adjustment"}
    assert result["estimated_cost_impact"]["baseline"] == result.metrics_before.total_compensation_cost
    assert 0 < result["estimated_employee_impact"]["count"] <= 120
    assert len(result.targets) == 4


def test_a_guide_explores_on_a_response_surface_and_gets_simulated_figures(
    engine_home: Places, real_world: EngineWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANWISE_HOME", str(engine_home.home))
    result = run_optimization(
        {"cost": 0.4, "equity": 0.3, "targets": 0.3},
        {"use_synthetic": True, "max_evaluations": 20, "timeout_minutes": 5},
    )
    assert result.function_evaluations <= 20
    assert result.synthetic is not None
    assert result.objective_value < result.status_quo_objective
    assert real_world.simulator.simulate([result.proposal], seeds=[42])[0] == result.metrics_after
    assert (result.solution_quality_score, result.baseline_objective) == (None, None)
    # Merit by level, cost of living and starting pay: 1 + 2 x 7 simulations around the answer, fewer at bounds.
    assert len(result.parameter_sensitivities) == 7
    assert 8 <= result.assessment_evaluations <= 15


@pytest.mark.parametrize("method", METHODS)
def test_every_method_beats_random_candidates_on_the_real_simulator(real_world: EngineWorld, method: str) -> None:
    result = run_optimization("balanced", {"method": method, "max_evaluations": 40}, world=real_world)
    assert result.baseline_objective is not None
    assert result.objective_value <= result.baseline_objective
    assert result.objective_value < result.status_quo_objective


def test_evolution_on_a_small_budget_comes_near_to_what_a_gradient_finds(real_world: EngineWorld) -> None:
    best, found = (
        run_optimization("balanced", {"method": method, "max_evaluations": 200, "assessment": False}, world=real_world)
        for method in ("SLSQP", "DE")
    )
    improvement = best.status_quo_objective - best.objective_value
    assert found.objective_value <= best.objective_value + 0.05 * improvement


@pytest.mark.parametrize("preset", ["conservative", "balanced", "growth"])
def test_weight_moved_from_cost_to_targets_costs_more_and_misses_them_less(
    real_world: EngineWorld, preset: str
) -> None:
    weights = objective_presets()[preset]
    moved = ObjectiveWeights(cost=weights.cost - 0.1, equity=weights.equity, targets=weights.targets + 0.1)
    before, after = (
        run_optimization(
            each,
            {"method": "SLSQP", "max_evaluations": 400, "by_level": False, "assessment": False},
            world=real_world,
        )
        for each in (weights, moved)
    )
    assert (before.status, after.status) == (EngineStatus.CONVERGED, EngineStatus.CONVERGED)
    assert after.objective_terms.cost >= before.objective_terms.cost
    assert after.objective_terms.targets <= before.objective_terms.targets


def test_a_second_process_finds_every_candidate_in_the_ledger(real_world: EngineWorld, tmp_path: Path) -> None:
    home = Places(home=tmp_path / "ledger", levers=tmp_path / "comp_levers.csv")

    def search() -> tuple[int, int, object]:
        with open_ledger(home, {}) as ledger:
            cache = SmartOptimizationCache[Metrics](
                namespace=f"{real_world.simulator.inputs_fingerprint}:42",
                store=LedgerEvaluationStore(ledger),
                encode=Metrics.as_json,
                decode=metrics_from_json,
            )
            result = run_optimization(
                "balanced",
                {"method": "COBYQA", "max_evaluations": 200, "decision_variables": ("cola_rate",)},
                world=real_world,
                cache=cache,
            )
        assert result.status is EngineStatus.CONVERGED
        answer = (result.optimal_parameters, result.objective_value, result.metrics_after, result.baseline_objective)
        return result.function_evaluations + result.assessment_evaluations, result.cached_evaluations, answer

    simulated, cached, answer = search()
    assert (simulated > 0, cached) == (True, 0)
    again, from_ledger, same = search()
    assert again == 0
    assert from_ledger > 0
    assert same == answer
