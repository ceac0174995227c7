"""The levers that a search was allowed to move, before and after, as a table."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from optimization.evidence.lever_changes import LeverState
from optimization.evidence.lever_texts import lever_bounds, lever_change, lever_span, lever_value, recommended_range
from optimization.evidence.quantities import relative_change
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.parameters.lever_catalogue import LeverFamily
from optimization.parameters.lever_names import LeverName


def lever_changes_table(changes: Mapping[LeverName, LeverState], *, families: Collection[str]) -> ReportTable:
    """Every lever of these families with its deltas, the bounds of the search, and what is to be known of it.

    The levers of other families stand in the note.
    """
    return ReportTable(
        columns=(
            *text_columns("Lever"),
            *number_columns("Before", "After", "Change", "Relative", "Bounds"),
            *text_columns("Remark"),
        ),
        rows=tuple(
            (
                str(name),
                lever_value(state.before, name.family),
                lever_value(state.after, name.family),
                lever_change(state.before, state.after, name.family),
                relative_change(state.before, state.after),
                lever_bounds(name.family),
                _remark(state, name.family),
            )
            for name, state in changes.items()
            if name.family.name in families
        ),
        note="A lever named without a year stands for every simulated year, one without a level for every level."
        + _kept_note(changes, families),
    )


def _remark(state: LeverState, family: LeverFamily) -> str:
    remarks = [
        *(["locked"] if state.is_locked else []),
        *([] if state.bound_side is None else [f"at its {state.bound_side} bound"]),
        *([] if family.recommends(state.after) else [f"beyond the recommended {recommended_range(family)}"]),
    ]
    return ", ".join(remarks)


def _kept_note(changes: Mapping[LeverName, LeverState], families: Collection[str]) -> str:
    kept: dict[LeverFamily, list[float]] = {}
    for name, state in changes.items():
        if name.family.name not in families:
            kept.setdefault(name.family, []).append(state.after)
    texts = [f"{family.name} {lever_span(values, family)}" for family, values in kept.items()]
    return f" Not allowed to move: {', '.join(texts)}." if texts else ""
