"""How searches have gone lately, as a record to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from optimization.governance.documents.document import Document, DocumentSection, TextTable
from optimization.governance.search_history.search_performance import SearchPerformance
from optimization.governance.search_history.trends import Trend

UNKNOWN = "n/a"
_TREND_WORDS = {
    Trend.INSUFFICIENT_DATA: "too few to tell",
    Trend.STABLE: "stable",
    Trend.IMPROVING: "rising",
    Trend.DECLINING: "falling",
}
# A runtime improves by falling.
_RUNTIME_WORDS = {**_TREND_WORDS, Trend.IMPROVING: "falling", Trend.DECLINING: "rising"}


def performance_document(runs: Sequence[SearchPerformance], trends: Mapping[str, Any]) -> Document:
    """The trends of some searches, and every one of them; a sentence where there are none.

    Args:
        runs: oldest first.
        trends: what `search_trends` says of them.
    """
    recommendations = DocumentSection(heading="What to do", points=tuple(trends["performance_recommendations"]))
    title = f"Searches of the last {days_text(trends['lookback_days'])}"
    if not runs:
        return Document(title=title, facts=(("Searches", "0"),), sections=(recommendations,))
    return Document(
        title=title,
        facts=(
            ("Searches", str(trends["total_runs"])),
            ("Converged", f"{trends['convergence_rate']:.0%}, {_TREND_WORDS[trends['convergence_trend']]}"),
            ("Mean runtime", f"{_seconds(trends['avg_runtime_seconds'])}, {_RUNTIME_WORDS[trends['runtime_trend']]}"),
            ("Mean quality", f"{_score(trends['avg_quality_score'])}, {_TREND_WORDS[trends['quality_trend']]}"),
        ),
        sections=(
            recommendations,
            DocumentSection(heading="Algorithms", table=_algorithms(trends["most_common_algorithms"])),
            DocumentSection(heading="Every search, the newest first", table=performance_table(runs)),
        ),
    )


def days_text(days: int) -> str:
    """A number of days behind "the last": ``day``, ``30 days``."""
    return "day" if days == 1 else f"{days} days"


def performance_table(runs: Sequence[SearchPerformance]) -> TextTable:
    """A row per search, the newest first."""
    return TextTable(
        headings=(
            "Recorded at (UTC)", "Scenario", "Run", "Algorithm", "Converged", "Evaluations", "Runtime", "Objective",
            "Quality",
        ),
        rows=tuple(
            (
                f"{run.recorded_at:%Y-%m-%d %H:%M}",
                run.scenario_id,
                run.run_id or UNKNOWN,
                run.algorithm or UNKNOWN,
                "yes" if run.converged else "no",
                UNKNOWN if run.evaluations is None else f"{run.evaluations:,}",
                _seconds(run.runtime_seconds),
                UNKNOWN if run.objective_value is None else f"{run.objective_value:.6f}",
                _score(run.quality_score),
            )
            for run in reversed(runs)
        ),
    )  # fmt: skip


def _algorithms(counts: Mapping[str, int]) -> TextTable:
    return TextTable(headings=("Algorithm", "Searches"), rows=tuple((name, str(n)) for name, n in counts.items()))


def _seconds(seconds: float | None) -> str:
    return UNKNOWN if seconds is None else f"{seconds:.2f} s"


def _score(score: float | None) -> str:
    return UNKNOWN if score is None else f"{score:.3f}"
