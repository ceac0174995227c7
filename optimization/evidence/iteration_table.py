"""The iterations of a target loop as a table: growth, gap, what each cost, and the levers it tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from optimization.evidence.lever_texts import lever_value
from optimization.evidence.quantities import count, duration, growth_digits, percent, percentage_points
from optimization.evidence.report_table import ReportTable, number_columns
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_names import parse_lever_name
from optimization.search.target_loop_result import IterationRecord, TargetLoopResult

# All levers of the default families by level; levers that differ by year as well would need a column for each year.
_MOST_LEVER_COLUMNS = 8


def iteration_table(result: TargetLoopResult, *, catalogue: LeverCatalogue) -> ReportTable:
    """One row per iteration, 0 being today's levers; only levers that moved have a column.

    Raises:
        BadInputError: a lever of the history is not in the catalogue.
    """
    digits = growth_digits(result.config.tolerance)
    moved = _moved_names(result.iteration_history)
    shown = moved if len(moved) <= _MOST_LEVER_COLUMNS else ()
    return ReportTable(
        columns=number_columns("Iteration", "Growth", "Gap", "Evaluations", "Time", *shown),
        rows=tuple(
            (
                str(record.iteration),
                percent(record.growth, digits=digits),
                percentage_points(record.gap, digits=digits),
                count(record.evaluations),
                duration(record.seconds),
                *(lever_value(_value(record.levers, name), parse_lever_name(name, catalogue).family) for name in shown),
            )
            for record in result.iteration_history
        ),
        note="Iteration 0 is today's levers. Gap is target less growth."
        + ("" if shown == moved else f" The {len(moved)} levers that moved stand in result.json."),
    )


def _moved_names(history: Sequence[IterationRecord]) -> tuple[str, ...]:
    """The most specific lever names of the history whose value is not the same in every iteration."""
    names = dict.fromkeys(name for record in history for name in record.levers)
    specific = [name for name in names if not any(_covers(name, other) for other in names)]
    return tuple(name for name in specific if len({_value(record.levers, name) for record in history}) > 1)


def _covers(name: str, other: str) -> bool:
    """Whether the other name is this one with a level or a year added."""
    return other.startswith((f"{name}@", f"{name}_level_")) or (
        "@" in name and "_level_" not in name and other.startswith(f"{name.partition('@')[0]}_level_")
    )


def _value(levers: Mapping[str, float], name: str) -> float:
    """The value of a lever, looked up under its own name, else under the more general one that stands for it."""
    family_and_level, _, year = name.partition("@")
    family = family_and_level.partition("_level_")[0]
    candidates = (name, family_and_level, f"{family}@{year}", family)
    return next(levers[candidate] for candidate in candidates if candidate in levers)
