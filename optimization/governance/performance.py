"""How searches have gone lately: rates, trends, and what to do about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from statistics import fmean
from typing import Any

from optimization.errors import BadInputError
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.ledger.ledger_in_force import ledger_in_force
from optimization.governance.search_history.performance_report import days_text, performance_document
from optimization.governance.search_history.search_performance import (
    SearchPerformance,
    performance_since,
    record_search_performance,
)
from optimization.governance.search_history.trends import Trend, trend

DEFAULT_LOOKBACK_DAYS = 30
# A judgement: asking again now and then is usual, and beyond one question in five it is the questions that are wrong.
LOW_CONVERGENCE_RATE = 0.80
# A judgement: less than nine tenths of the way from the status quo to the best objective known leaves out more than
# another start of the search would cost.
LOW_QUALITY_SCORE = 0.90


class OptimizationPerformanceTracker:
    """Keeps how every search went, and says how they have gone lately."""

    def __init__(self, ledger: Ledger | None = None) -> None:
        self._ledger = ledger

    def record_optimization_run(
        self,
        scenario_id: str,
        parameters: Mapping[str, Any],
        result: object,
        business_context: Mapping[str, Any] | None = None,
    ) -> SearchPerformance:
        """Keep how a search went; what its result does not say stays unsaid.

        Args:
            scenario_id: whose levers were searched.
            parameters: the levers that it ended with, by name.
            result: what the search found, or a mapping or object with such fields.
            business_context: what is to be remembered with it.

        Raises:
            BadInputError: the result does not say whether it converged, or something given cannot be stored.
            PlanwiseError: the ledger cannot be used.
        """
        with ledger_in_force(self._ledger) as ledger, ledger.write() as connection:
            return record_search_performance(
                connection,
                scenario_id=scenario_id,
                result=result,
                parameters=parameters,
                business_context=business_context or {},
                now=datetime.now(UTC),
            )

    def analyze_trends(self, lookback_days: int = DEFAULT_LOOKBACK_DAYS) -> dict[str, Any]:
        """Rates, means and trends of the searches of the last days; see `search_trends`.

        Raises:
            BadInputError: fewer days than one.
            PlanwiseError: the ledger cannot be read.
        """
        return search_trends(self.runs(lookback_days), lookback_days=lookback_days)

    def generate_optimization_report(self, lookback_days: int = DEFAULT_LOOKBACK_DAYS) -> str:
        """The same as Markdown, with every search of these days.

        Raises:
            BadInputError: fewer days than one.
            PlanwiseError: the ledger cannot be read.
        """
        from optimization.governance.documents.document_markdown import document_as_markdown

        runs = self.runs(lookback_days)
        return document_as_markdown(performance_document(runs, search_trends(runs, lookback_days=lookback_days)))

    def runs(self, lookback_days: int = DEFAULT_LOOKBACK_DAYS) -> tuple[SearchPerformance, ...]:
        """The searches of the last days, oldest first.

        Raises:
            BadInputError: fewer days than one, or more than the calendar has.
            PlanwiseError: the ledger cannot be read.
        """
        if lookback_days < 1:
            raise BadInputError(f"lookback_days = {lookback_days}: look back one day at least.")
        try:
            start = datetime.now(UTC) - timedelta(days=lookback_days)
        except OverflowError as error:
            raise BadInputError(f"lookback_days = {lookback_days}: the calendar does not reach so far back.") from error
        with ledger_in_force(self._ledger) as ledger:
            return performance_since(ledger, start)


def search_trends(runs: Sequence[SearchPerformance], *, lookback_days: int) -> dict[str, Any]:
    """What a number of searches have in common, oldest first.

    Returns:
        total_runs; convergence_rate, a fraction, avg_runtime_seconds and avg_quality_score, each None where nothing is
        known; convergence_trend, runtime_trend and quality_trend, words of `Trend`, a rising runtime being DECLINING
        (see `_relative_runtimes`); most_common_algorithms, name to number of runs, the commonest first;
        performance_recommendations, sentences.
    """
    runtimes = [run.runtime_seconds for run in runs if run.runtime_seconds is not None]
    qualities = [run.quality_score for run in runs if run.quality_score is not None]
    converged = [float(run.converged) for run in runs]
    algorithms = Counter(run.algorithm for run in runs if run.algorithm is not None)
    found = {
        "lookback_days": lookback_days,
        "total_runs": len(runs),
        "convergence_rate": _mean(converged),
        "avg_runtime_seconds": _mean(runtimes),
        "avg_quality_score": _mean(qualities),
        "convergence_trend": str(trend(converged, is_better_higher=True)),
        "runtime_trend": str(trend(_relative_runtimes(runs), is_better_higher=False)),
        "quality_trend": str(trend(qualities, is_better_higher=True)),
        "most_common_algorithms": dict(algorithms.most_common()),
    }
    return {**found, "performance_recommendations": _recommendations(found)}


def _relative_runtimes(runs: Sequence[SearchPerformance]) -> list[float]:
    """Each runtime over the mean of its own algorithm, so that a quick one after slow ones is no improvement.

    A loop's mode is no engine's method, so the kinds of search are kept apart too. An algorithm that ran once says
    nothing of where its runtimes go, and is left out.
    """
    timed = [(run.algorithm, run.runtime_seconds) for run in runs if run.runtime_seconds is not None]
    by_algorithm: dict[str | None, list[float]] = {}
    for algorithm, seconds in timed:
        by_algorithm.setdefault(algorithm, []).append(seconds)
    means = {algorithm: fmean(each) for algorithm, each in by_algorithm.items() if len(each) > 1}
    return [seconds / means[algorithm] for algorithm, seconds in timed if means.get(algorithm)]


def _mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None


def _recommendations(found: Mapping[str, Any]) -> list[str]:
    if not found["total_runs"]:
        return [
            f"No search was recorded in the last {days_text(found['lookback_days'])}: planwise optimize loop and "
            "planwise optimize engine record each of theirs."
        ]
    said: list[str] = []
    if found["convergence_rate"] < LOW_CONVERGENCE_RATE:
        said.append(
            f"{found['convergence_rate']:.0%} of the searches converged. Give them more evaluations or iterations, a "
            "wider tolerance, or a target within the range that their reports call achievable."
        )
    if found["convergence_trend"] == Trend.DECLINING:
        said.append("Fewer searches converge than did at first: compare what is asked now with what was asked then.")
    if found["runtime_trend"] == Trend.DECLINING:
        said.append(
            "Searches take longer and longer. planwise doctor shows what else runs; fewer levers, --workers, or a "
            "search on a response surface (--synthetic) shorten them."
        )
    if found["avg_quality_score"] is not None and found["avg_quality_score"] < LOW_QUALITY_SCORE:
        said.append(
            f"Answers come {found['avg_quality_score']:.0%} of the way from today's levers to the best objective "
            "known: search from more starts (--multi-start), or let more candidates be simulated (--max-evaluations)."
        )
    if found["quality_trend"] == Trend.DECLINING:
        said.append("Answers fall further behind the best objective known: their constraints may have become tighter.")
    return said or [
        "Searches converge, and neither their runtime nor their quality gets worse: nothing needs to change."
    ]
