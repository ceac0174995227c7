"""The iterations of a target loop as a table: growth, gap, what each cost, and the levers it tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from optimization.evidence.lever_texts import lever_span
from optimization.evidence.quantities import count, duration, growth_digits, percent, percentage_points
from optimization.evidence.reports.report_table import ReportTable, number_columns
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_names import parse_lever_name
from optimization.search.loop.target_loop_config import LoopMode
from optimization.search.loop.target_loop_result import IterationRecord, TargetLoopResult

# All levers of the default families by level; levers that differ by year as well would need a column for each year.
_MOST_LEVER_COLUMNS = 8
# What Adaptive simulates at once before it takes a step.
FIRST_BATCH = "today, both ends, probes"


def iteration_table(result: TargetLoopResult, *, catalogue: LeverCatalogue) -> ReportTable:
    """One row per iteration, 0 being today's levers; only levers that moved have a column.

    Many levers share a column per family, from the lowest to the highest of those that moved.

    Raises:
        BadInputError: a lever of the history is not in the catalogue.
    """
    digits = growth_digits(result.config.tolerance)
    moved = _moved_names(result.iteration_history)
    families = {name: parse_lever_name(name, catalogue).family for name in moved}
    columns = {name: [name] for name in moved}
    if len(moved) > _MOST_LEVER_COLUMNS:
        by_family = {family: [name for name in moved if families[name] == family] for family in catalogue.families}
        columns = {family.name: names for family, names in by_family.items() if names}
    return ReportTable(
        columns=number_columns("Iteration", "Growth", "Gap", "Evaluations", "Time", *columns),
        rows=tuple(
            (
                str(record.iteration),
                percent(record.growth, digits=digits),
                percentage_points(record.gap, digits=digits),
                # Where today's levers were one of a batch, the next record has what that batch cost.
                count(record.evaluations) if record.evaluations else "",
                duration(record.seconds) if record.evaluations else "",
                *(
                    lever_span([_value(record.levers, name) for name in names], families[names[0]])
                    for names in columns.values()
                ),
            )
            for record in result.iteration_history
        ),
        note=" ".join(_notes(result, moved=moved, has_spans=len(columns) < len(moved))),
    )


def _notes(result: TargetLoopResult, *, moved: Sequence[str], has_spans: bool) -> Iterator[str]:
    yield "Iteration 0 is today's levers. Gap is target less growth."
    if result.config.mode is LoopMode.ADAPTIVE and result.iterations > 0:
        yield f"Iteration 1 is the first batch ({FIRST_BATCH}), shown by the best that could be proposed after it."
    if has_spans:
        yield (
            f"The {len(moved)} levers that moved differ by level or year: a column has the lowest to the highest of "
            "its lever, result.json has each."
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
