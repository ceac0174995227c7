"""The evidence report of a target loop: its page, its charts and its result, written side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from optimization.evidence.charts.convergence_chart import convergence_chart
from optimization.evidence.charts.convergence_trace import ConvergenceTrace
from optimization.evidence.charts.growth_chart import growth_chart
from optimization.evidence.loop.loop_page import CONVERGENCE, GROWTH, loop_page
from optimization.evidence.loop.loop_summary import summarize_loop
from optimization.evidence.reports.report_files import ReportFiles
from optimization.evidence.reports.report_writer import write_report
from optimization.evidence.reports.run_origin import RunOrigin
from optimization.evidence.yearly_growth import growth_by_year
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.search.loop.target_loop_config import TargetLoopConfig
from optimization.search.loop.target_loop_result import IterationRecord, TargetLoopResult


def write_loop_report(
    result: TargetLoopResult, folder: Path, *, origin: RunOrigin, catalogue: LeverCatalogue
) -> ReportFiles:
    """Write report.html, report.md and result.json into the folder, which is made where it does not exist.

    result.json is `TargetLoopResult.as_json` with `run` (what the origin says) and `summary` added, so
    `result_from_json` reads it. Each file appears whole; the page opens without a network.

    Raises:
        BadInputError: the result names a lever that the catalogue does not have.
        ValueError: a figure of the result is not a finite number; nothing is written.
        OSError: the folder cannot be written to.
    """
    years = growth_by_year(result.metrics_before, result.metrics_after, method=result.config.method)
    charts = {GROWTH.name: growth_chart(years, target_growth=result.config.target_growth)}
    if result.iteration_history:
        charts[CONVERGENCE.name] = convergence_chart(convergence_trace(result.iteration_history, result.config))
    return write_report(
        loop_page(result, origin=origin, catalogue=catalogue),
        folder,
        charts=charts,
        result={
            **result.as_json(),
            "run": origin.as_json(),
            "summary": summarize_loop(result, catalogue=catalogue).as_json(),
        },
    )


def convergence_trace(records: Sequence[IterationRecord], config: TargetLoopConfig) -> ConvergenceTrace:
    """What the pictures of a loop's convergence show, of a loop that is under way or over.

    Raises:
        ValueError: there are no iterations.
    """
    return ConvergenceTrace(
        iterations=tuple(record.iteration for record in records),
        growth=tuple(record.growth for record in records),
        target_growth=config.target_growth,
        tolerance=config.tolerance,
    )
