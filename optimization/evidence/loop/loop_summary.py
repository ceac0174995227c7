"""A target loop in the few fields that dashboards and Dagster's `optimization_results_summary` hold."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from optimization.evidence.loop.loop_progress import gap_progress
from optimization.evidence.loop.loop_recommendations import loop_recommendations
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.search.loop.target_loop_result import LoopStatus, TargetLoopResult

# Contract of `performance_status`: over half of the gap closed counts as significant progress.
_SIGNIFICANT_PERCENTAGE = 50.0


class PerformanceStatus(StrEnum):
    """How well a loop did, in the words that dashboards look for."""

    EXCELLENT = "Excellent - Target achieved"
    GOOD = "Good - Significant progress made"
    POOR = "Poor - Limited progress"
    INTERRUPTED = "Interrupted - Early termination"
    INFEASIBLE = "Infeasible - Target out of reach"


@dataclass(frozen=True, kw_only=True)
class PerformanceInsights:
    """What the search cost and where its progress came from.

    Percentages are of the initial gap and None where there was none; `seconds_per_evaluation` is None without
    evaluations; `best_iteration` is the first one nearest to the target, 0 for today's levers, None without a history.
    """

    iterations: int
    max_iterations: int
    batches: int
    evaluations: int
    seconds: float
    seconds_per_evaluation: float | None
    best_iteration: int | None
    first_iteration_gap_percentage: float | None
    cells_moved: int
    levers_at_bound: int


@dataclass(frozen=True, kw_only=True)
class LoopSummary:
    """Status and progress of a loop: reduction in percentage points, progression in percent per year by iteration."""

    status: LoopStatus
    performance_status: PerformanceStatus
    gap_reduction: float
    gap_reduction_percentage: float | None
    progression: tuple[float, ...]
    recommendations: tuple[str, ...]
    performance_insights: PerformanceInsights

    def as_json(self) -> dict[str, Any]:
        """The summary as JSON types."""
        return {
            "status": str(self.status),
            "performance_status": str(self.performance_status),
            "gap_reduction": self.gap_reduction,
            "gap_reduction_percentage": self.gap_reduction_percentage,
            "progression": list(self.progression),
            "recommendations": list(self.recommendations),
            "performance_insights": asdict(self.performance_insights),
        }


def summarize_loop(result: TargetLoopResult, *, catalogue: LeverCatalogue) -> LoopSummary:
    """The summary of a finished or interrupted loop."""
    progress = gap_progress(result)
    return LoopSummary(
        status=result.status,
        performance_status=performance_status(result),
        gap_reduction=progress.reduction,
        gap_reduction_percentage=progress.reduction_percentage,
        progression=tuple(record.growth for record in result.iteration_history),
        recommendations=loop_recommendations(result, catalogue=catalogue),
        performance_insights=_insights(result),
    )


def performance_status(result: TargetLoopResult) -> PerformanceStatus:
    """How well the loop did; the first rule that holds decides.

    Converged is excellent; infeasible is infeasible. Interrupted is a loop whose budget ended before the iterations
    it was allowed: it neither met the target nor stalled, so something outside cut it off, and how far it had come
    says nothing about the levers. Else the share of the gap that was closed decides between good and poor.
    """
    if result.converged:
        return PerformanceStatus.EXCELLENT
    if result.status is LoopStatus.INFEASIBLE:
        return PerformanceStatus.INFEASIBLE
    if result.status is LoopStatus.BUDGET_EXHAUSTED and result.iterations < result.config.max_iterations:
        return PerformanceStatus.INTERRUPTED
    closed = gap_progress(result).reduction_percentage
    if closed is not None and closed > _SIGNIFICANT_PERCENTAGE:
        return PerformanceStatus.GOOD
    return PerformanceStatus.POOR


def _insights(result: TargetLoopResult) -> PerformanceInsights:
    history = result.iteration_history
    best = min(history, key=lambda record: abs(record.gap), default=None)
    first = next((record for record in history if record.iteration == 1), None)
    return PerformanceInsights(
        iterations=result.iterations,
        max_iterations=result.config.max_iterations,
        batches=result.batches,
        evaluations=result.evaluations,
        seconds=result.seconds,
        seconds_per_evaluation=result.seconds / result.evaluations if result.evaluations else None,
        best_iteration=None if best is None else best.iteration,
        first_iteration_gap_percentage=None if first is None else gap_progress(result).percentage_closed_at(first.gap),
        cells_moved=len(result.proposal.cells),
        levers_at_bound=len(result.levers_at_bound),
    )
