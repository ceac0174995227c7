"""How far a target loop has come, from the iterations that the ledger has of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from optimization.errors import BadInputError
from optimization.evidence.loop.loop_report import convergence_trace
from optimization.evidence.quantities import (
    as_typed,
    count,
    counted,
    duration,
    growth_digits,
    percent,
    percentage_points,
)
from optimization.evidence.reports.report_page import KeyFigure
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.search.loop.target_loop_config import TargetLoopConfig
from optimization.search.loop.target_loop_result import IterationRecord
from streamlit_dashboard.elements.growth_methods import method_title


def loop_records(iterations: Sequence[Mapping[str, Any]]) -> tuple[IterationRecord, ...]:
    """The iterations that a ledger holds as JSON.

    Raises:
        BadInputError: another version of the program recorded them.
    """
    try:
        return tuple(IterationRecord(**each) for each in iterations)
    except TypeError as error:
        raise BadInputError(
            f"These iterations are not as this version of the program records them ({error}). Follow the search with "
            "the version that runs it."
        ) from error


def loop_progress_table(records: Sequence[IterationRecord], config: TargetLoopConfig) -> ReportTable:
    """One row per iteration so far: where growth is, how far that is from the target, and the best so far."""
    digits = growth_digits(config.tolerance)
    best = convergence_trace(records, config).best_so_far if records else ()
    return ReportTable(
        columns=(
            *number_columns("Iteration", "Growth", "Gap", "Best so far", "Evaluations", "Time"),
            *text_columns("Status"),
        ),
        rows=tuple(
            (
                str(record.iteration),
                percent(record.growth, digits=digits),
                percentage_points(record.gap, digits=digits),
                percent(nearest, digits=digits),
                # Where today's levers were one of a batch, the next record has what that batch cost.
                count(record.evaluations) if record.evaluations else "",
                duration(record.seconds) if record.evaluations else "",
                _status(record, config),
            )
            for record, nearest in zip(records, best, strict=True)
        ),
        note="Iteration 0 is today's levers. Gap is target less growth; growth is of mean pay per year, "
        f"{method_title(config.method)}.",
    )


def loop_progress_figures(records: Sequence[IterationRecord], config: TargetLoopConfig) -> tuple[KeyFigure, ...]:
    """The best so far, and the iterations used of those allowed."""
    digits = growth_digits(config.tolerance)
    best = min(records, key=lambda record: abs(record.gap), default=None)
    return (
        KeyFigure(
            label="Target",
            value=percent(config.target_growth, digits=digits),
            detail=f"per year, within {as_typed(config.tolerance)} pp",
        ),
        KeyFigure(
            label="Best growth so far",
            value=percent(None if best is None else best.growth, digits=digits),
            detail="no iteration yet" if best is None else f"gap {percentage_points(best.gap, digits=digits)}",
        ),
        KeyFigure(
            label="Iterations",
            value=f"{count(max((record.iteration for record in records), default=0))} of "
            f"{count(config.max_iterations)}",
            detail=f"{counted(sum(record.evaluations for record in records), 'candidate')} so far",
        ),
    )


def _status(record: IterationRecord, config: TargetLoopConfig) -> str:
    if abs(record.gap) <= config.tolerance:
        return "within tolerance"
    distance = percentage_points(abs(record.gap), digits=growth_digits(config.tolerance)).lstrip("+")
    return f"{distance} too {'low' if record.gap > 0 else 'high'}"
