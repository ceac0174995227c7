"""Records as guides make them: no ledger is named, and the one in force is written to."""

from __future__ import annotations

import pytest

from optimization.governance.decisions import OptimizationDecisionRecord
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.performance import OptimizationPerformanceTracker
from optimization.governance.search_history.search_performance import performance_since
from optimization.governance.training import OptimizationTrainingProgram
from optimization.places import Places

RESULT = {"converged": True, "iterations": 3, "runtime_seconds": 1.5, "algorithm_used": "SLSQP"}


@pytest.fixture(autouse=True)
def home_in_force(home: Places, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.setenv("PLANWISE_HOME", str(home.home))
    monkeypatch.delenv("PLANWISE_LEDGER_URL", raising=False)
    return home


def test_a_decision_is_kept_and_exported() -> None:
    record = OptimizationDecisionRecord().create_decision_record(
        scenario_id="default",
        decision_maker="analyst",
        optimization_result=RESULT,
        business_rationale="In line with the budget.",
    )
    assert {
        "decision_id", "timestamp", "decision_maker", "business_context", "optimization_config", "results_summary",
        "rationale", "alternatives_considered", "implementation_plan", "success_criteria", "review_schedule",
        "approval_status",
    } <= set(record.as_mapping())  # fmt: skip
    assert "In line with the budget." in OptimizationDecisionRecord().export_decision_record(record)


def test_a_run_is_kept_and_counted(home_in_force: Places) -> None:
    tracker = OptimizationPerformanceTracker()
    kept = tracker.record_optimization_run(
        scenario_id="default", parameters={"cola_rate": 0.02}, result=RESULT, business_context={"cycle": "2025"}
    )
    with open_ledger(home_in_force, {}) as ledger:
        assert performance_since(ledger, kept.recorded_at) == (kept,)
    trends = tracker.analyze_trends(lookback_days=30)
    assert (trends["total_runs"], trends["convergence_rate"], trends["avg_runtime_seconds"]) == (1, 1.0, 1.5)
    assert (trends["avg_quality_score"], trends["runtime_trend"]) == (None, "INSUFFICIENT_DATA")
    assert "| SLSQP | yes |" in tracker.generate_optimization_report()


def test_a_training_plan_is_made() -> None:
    plan = OptimizationTrainingProgram().create_personalized_training_plan(
        user_id="analyst",
        user_background={"compensation_experience_years": 3, "analytics_experience": "intermediate"},
        time_availability="moderate",
    )
    # 2 points for three years and 2 for analytics; all four modules lie ahead: 1, 2, 3 and 1.5 weeks.
    assert (plan["experience_score"], plan["total_estimated_weeks"]) == (4, 7.5)
    assert plan["training_schedule"][0]["module"] == plan["recommended_starting_module"] == "foundations"
