"""How far an engine run has come, from the steps that the ledger has of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from optimization.errors import BadInputError
from optimization.evidence.quantities import count, duration, fraction_as_percent, objective
from optimization.evidence.reports.report_page import KeyFigure
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.search.engine_config import EngineConfig
from optimization.search.engine_result import BatchRecord


def engine_records(iterations: Sequence[Mapping[str, Any]]) -> tuple[BatchRecord, ...]:
    """The steps that a ledger holds as JSON.

    Raises:
        BadInputError: another version of the program recorded them.
    """
    try:
        return tuple(BatchRecord(**each) for each in iterations)
    except TypeError as error:
        raise BadInputError(
            f"These steps are not as this version of the program records them ({error}). Follow the search with the "
            "version that runs it."
        ) from error


def engine_progress_table(records: Sequence[BatchRecord]) -> ReportTable:
    """One row per step so far: candidates, the best objective among them, and whether it may be proposed."""
    return ReportTable(
        columns=(
            *number_columns("Step", "Candidates so far", "Best objective", "Constraints broken by", "Time"),
            *text_columns("Status"),
        ),
        rows=tuple(
            (
                count(record.step),
                count(record.evaluations),
                objective(record.best_objective),
                fraction_as_percent(record.best_violation),
                duration(record.seconds),
                _status(record, None if number == 0 else records[number - 1]),
            )
            for number, record in enumerate(records)
        ),
        note="Step 1 simulates today's levers, and where there are constraints all levers at their lowest and at their "
        "highest. Objective: lower is better. Constraints are broken by a share of their size.",
    )


def engine_progress_figures(records: Sequence[BatchRecord], config: EngineConfig) -> tuple[KeyFigure, ...]:
    """The best so far, and the candidates used of those allowed."""
    last = records[-1] if records else None
    evaluations = 0 if last is None else last.evaluations
    return (
        KeyFigure(
            label="Best objective so far",
            value=objective(None if last is None else last.best_objective),
            detail="no step yet" if last is None else _whether_feasible(last),
        ),
        KeyFigure(
            label="Candidates",
            value=f"{count(evaluations)} of {count(config.max_evaluations)}",
            detail=f"{count(config.max_evaluations - evaluations)} left",
        ),
        KeyFigure(
            label="Steps", value=count(len(records)), detail=f"{count(sum(each.cached for each in records))} from cache"
        ),
    )


def _status(record: BatchRecord, before: BatchRecord | None) -> str:
    if record.best_violation:
        return "constraints broken"
    if before is None:
        return "first step"
    is_better = before.best_violation > 0 or record.best_objective < before.best_objective
    return "better" if is_better else "no better"


def _whether_feasible(record: BatchRecord) -> str:
    if not record.best_violation:
        return "keeps every constraint"
    return f"constraints broken by {fraction_as_percent(record.best_violation)}"
