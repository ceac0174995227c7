"""The levers in force as a table: value, limits, lock, the scenario that gives each, and who changed it last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from optimization.evidence.lever_texts import lever_bounds, lever_value, recommended_range
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.parameters.lever_blocks import LeverBlock, lever_blocks
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_cells import LeverTable
from optimization.parameters.lever_file import LeverRow
from optimization.parameters.lever_rows import LeverKey
from optimization.parameters.levers_in_force import row_in_force


class _InForce(NamedTuple):
    """What cells that share a row of the table have in common."""

    value: float
    is_locked: bool
    source_scenario_id: str
    changed_at: str
    changed_by: str


def in_force_with_authors(
    table: LeverTable, rows: Sequence[LeverRow], *, lineage: Sequence[str], catalogue: LeverCatalogue
) -> ReportTable:
    """Every lever by level and year; levels and years that agree share a row.

    Args:
        table: The levers in force for a scenario.
        rows: The lever file that they were read from.
        lineage: The scenario and what it falls to, as `scenario_lineage` gives them.
        catalogue: The levers that exist.
    """
    by_key: Mapping[LeverKey, LeverRow] = {LeverKey(row.scenario_id, row.cell): row for row in rows}
    states = {}
    for cell, setting in table.settings.items():
        row = row_in_force(cell, by_key, lineage)
        changed_at, changed_by = ("", "") if row is None else (row.created_at, row.created_by)
        states[cell] = _InForce(setting.value, setting.is_locked, setting.source_scenario_id, changed_at, changed_by)
    return ReportTable(
        columns=(
            *text_columns("Lever", "Level", "Years"),
            *number_columns("Value", "A search may choose", "Recommended"),
            *text_columns("Lock", "From scenario", "Last change", "By"),
        ),
        rows=tuple(_row(block, catalogue) for block in lever_blocks(states, parameter_names=catalogue.parameter_names)),
        note="Levels and years that agree share a row. A value holds until its scenario's next one.",
    )


def _row(block: LeverBlock[_InForce], catalogue: LeverCatalogue) -> tuple[str, ...]:
    family, in_force = catalogue.of_parameter(block.parameter_name), block.state
    return (
        family.title,
        block.level_text,
        block.year_text,
        lever_value(in_force.value, family),
        lever_bounds(family),
        recommended_range(family),
        "locked" if in_force.is_locked else "free",
        in_force.source_scenario_id,
        in_force.changed_at,
        in_force.changed_by,
    )
