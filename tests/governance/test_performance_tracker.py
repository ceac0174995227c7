"""How searches have gone: rates and trends against tables worked out by hand, on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from optimization.errors import BadInputError
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.performance import OptimizationPerformanceTracker
from optimization.governance.search_history.search_performance import performance_since, record_search_performance
from optimization.governance.search_history.trends import Trend, trend

ENGINE = {
    "converged": True,
    "iterations": 7,
    "function_evaluations": 60,
    "runtime_seconds": 2.0,
    "objective_value": 0.5,
    "solution_quality_score": 0.9,
    "algorithm_used": "SLSQP",
}
LOOP = SimpleNamespace(
    converged=False, iterations=4, evaluations=30, seconds=1.5, config=SimpleNamespace(mode="Adaptive")
)
NOW = datetime(2025, 3, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], Trend.INSUFFICIENT_DATA),
        ([1.0, 9.0], Trend.INSUFFICIENT_DATA),
        ([5.0, 5.0, 5.0], Trend.STABLE),
        # Slope 1, two steps, mean 10: a change of 20 %.
        ([9.0, 10.0, 11.0], Trend.IMPROVING),
        ([11.0, 10.0, 9.0], Trend.DECLINING),
        # Slope 0.5, two steps, mean 10: exactly 10 %, which is still stable.
        ([9.5, 10.0, 10.5], Trend.STABLE),
        # Slope 0.4, three steps, mean 10: 12 %; the middle two lie off the line and the ends do not decide alone.
        ([9.0, 10.5, 10.0, 10.5], Trend.IMPROVING),
        # Up and down again: the line is level.
        ([1.0, 3.0, 1.0], Trend.STABLE),
        ([0.0, 0.0, 0.0], Trend.STABLE),
    ],
)
def test_the_trend_is_the_least_squares_change_relative_to_the_mean(values: Sequence[float], expected: Trend) -> None:
    assert trend(values, is_better_higher=True) is expected
    turned = {Trend.IMPROVING: Trend.DECLINING, Trend.DECLINING: Trend.IMPROVING}
    assert trend(values, is_better_higher=False) is turned.get(expected, expected)


def test_a_search_is_kept_with_what_its_result_says_and_nothing_else(ledger: Ledger) -> None:
    with ledger.write() as connection:
        kept = [
            record_search_performance(
                connection, scenario_id="default", result=result, parameters={"cola_rate": np.float64(0.02)},
                business_context={"cycle": 2025}, now=NOW,
            )
            for result in (ENGINE, LOOP)
        ]  # fmt: skip
    assert performance_since(ledger, NOW) == tuple(kept)
    assert performance_since(ledger, NOW + timedelta(seconds=1)) == ()
    engine, loop = kept
    assert (engine.number, engine.iterations, engine.evaluations, engine.runtime_seconds) == (1, 7, 60, 2.0)
    assert (engine.objective_value, engine.quality_score, engine.algorithm) == (0.5, 0.9, "SLSQP")
    assert (engine.parameters, engine.business_context) == ({"cola_rate": 0.02}, {"cycle": 2025})
    assert (loop.number, loop.converged, loop.evaluations, loop.runtime_seconds) == (2, False, 30, 1.5)
    assert (loop.algorithm, loop.objective_value, loop.quality_score) == ("Adaptive", None, None)
    assert loop.recorded_at == NOW


def test_a_guide_records_runs_and_reads_their_trends(ledger: Ledger) -> None:
    tracker = OptimizationPerformanceTracker(ledger)
    for seconds, quality, converged in ((1.0, 0.8, True), (2.0, 0.8, False), (3.0, 0.8, True), (4.0, 0.8, True)):
        tracker.record_optimization_run(
            scenario_id="default",
            parameters={"cola_rate": 0.02},
            result={**ENGINE, "runtime_seconds": seconds, "solution_quality_score": quality, "converged": converged},
            business_context={"department": "finance"},
        )
    tracker.record_optimization_run("default", {}, LOOP, {})
    trends = tracker.analyze_trends(lookback_days=30)
    # By hand: 3 of 5 converged; runtimes 1, 2, 3, 4 and 1.5; the loop has no quality.
    assert (trends["total_runs"], trends["convergence_rate"]) == (5, 0.6)
    assert trends["avg_runtime_seconds"] == pytest.approx(2.3)
    assert trends["avg_quality_score"] == pytest.approx(0.8)
    # The loop ran once. SLSQP's 1, 2, 3, 4 are 0.4, 0.8, 1.2, 1.6 of its mean: slope 0.4, 1.2 over all.
    assert (trends["runtime_trend"], trends["quality_trend"]) == ("DECLINING", "STABLE")
    # 1, 0, 1, 1, 0: slope (-2 + 0 + 1 + 0) / 10 = -0.1, -0.4 of 0.6 over all.
    assert trends["convergence_trend"] == "DECLINING"
    assert trends["most_common_algorithms"] == {"SLSQP": 4, "Adaptive": 1}
    said = " ".join(trends["performance_recommendations"])
    assert "60% of the searches converged" in said
    assert "80% of the way" in said
    assert "longer" in said
    report = tracker.generate_optimization_report()
    assert report.startswith("# Searches of the last 30 days\n")
    assert "- Converged: **60%, falling**" in report
    assert "- Mean runtime: **2.30 s, rising**" in report
    assert report.count("| SLSQP | yes | 60 |") == 3


@pytest.mark.parametrize(
    ("runtimes", "expected"),
    [
        # 2, 3 and 4 s of SLSQP rise by two thirds of their mean; loops of 0.8 and 0.9 s between them do not hide it.
        ([("SLSQP", 2.0), ("SLSQP", 3.0), ("Adaptive", 0.8), ("SLSQP", 4.0), ("Adaptive", 0.9)], "DECLINING"),
        # Ten times as long, and each as long as its own kind always takes.
        ([("Adaptive", 0.8), ("Adaptive", 0.8), ("SLSQP", 8.0), ("SLSQP", 8.0)], "STABLE"),
        # Three algorithms that ran once each.
        ([("SLSQP", 8.0), ("DE", 80.0), ("Adaptive", 0.8)], "INSUFFICIENT_DATA"),
        ([("SLSQP", 0.0), ("SLSQP", 0.0), ("SLSQP", 0.0)], "INSUFFICIENT_DATA"),
    ],
)
def test_a_runtime_is_held_against_its_own_algorithm(
    ledger: Ledger, runtimes: Sequence[tuple[str, float]], expected: str
) -> None:
    tracker = OptimizationPerformanceTracker(ledger)
    for algorithm, seconds in runtimes:
        tracker.record_optimization_run(
            "default", {}, {"converged": True, "runtime_seconds": seconds, "algorithm_used": algorithm}
        )
    assert tracker.analyze_trends()["runtime_trend"] == expected


def test_commands_in_the_report_are_not_escaped(ledger: Ledger) -> None:
    report = OptimizationPerformanceTracker(ledger).generate_optimization_report()
    assert "planwise optimize loop and planwise optimize engine record each of theirs." in report
    assert "\\" not in report


def test_an_empty_history_is_a_sentence(ledger: Ledger) -> None:
    tracker = OptimizationPerformanceTracker(ledger)
    trends = tracker.analyze_trends()
    assert (trends["total_runs"], trends["convergence_rate"], trends["avg_runtime_seconds"]) == (0, None, None)
    assert {trends[name] for name in ("runtime_trend", "quality_trend")} == {"INSUFFICIENT_DATA"}
    assert "No search was recorded in the last 30 days" in tracker.generate_optimization_report()


def test_older_searches_are_left_out(ledger: Ledger) -> None:
    now = datetime.now(UTC)
    with ledger.write() as connection:
        for days in (0, 10):
            record_search_performance(
                connection, scenario_id="default", result=ENGINE, parameters={}, business_context={},
                now=now - timedelta(days=days),
            )  # fmt: skip
    tracker = OptimizationPerformanceTracker(ledger)
    assert [tracker.analyze_trends(days)["total_runs"] for days in (9, 11)] == [1, 2]


def test_searches_that_converge_quickly_and_well_need_no_change(ledger: Ledger) -> None:
    tracker = OptimizationPerformanceTracker(ledger)
    tracker.record_optimization_run("default", {}, ENGINE, {})
    (said,) = tracker.analyze_trends()["performance_recommendations"]
    assert "nothing needs to change" in said


@pytest.mark.parametrize(
    ("result", "context", "message"),
    [
        ({"iterations": 3}, {}, "does not say whether it converged"),
        (5, {}, "does not say whether it converged"),
        ({"converged": True, "runtime_seconds": float("nan")}, {}, "result cannot be recorded"),
        ({"converged": True}, {"asked": object()}, "business context cannot be recorded"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    sqlite_ledger: Ledger, result: object, context: dict[str, Any], message: str
) -> None:
    with pytest.raises(BadInputError, match=message):
        OptimizationPerformanceTracker(sqlite_ledger).record_optimization_run("default", {}, result, context)
    assert performance_since(sqlite_ledger, datetime(2000, 1, 1, tzinfo=UTC)) == ()


@pytest.mark.parametrize("days", [0, -1, 10**7])
def test_days_that_no_calendar_has_are_refused(sqlite_ledger: Ledger, days: int) -> None:
    with pytest.raises(BadInputError, match="lookback_days"):
        OptimizationPerformanceTracker(sqlite_ledger).analyze_trends(days)
