"""Levers as tables: what is in force, what changes, and where two scenarios differ."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from optimization.evidence.lever_texts import lever_change, lever_value
from optimization.evidence.quantities import NOT_AVAILABLE, relative_change
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.parameters.lever_blocks import LeverBlock, lever_blocks
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_cells import LeverCell, LeverSetting

_PLACE = ("Lever", "Level", "Years")


def in_force_table(settings: Mapping[LeverCell, LeverSetting], *, catalogue: LeverCatalogue) -> ReportTable:
    """Every lever with its value, its lock, and the scenario that gives it."""
    states = {cell: (s.value, s.is_locked, s.source_scenario_id) for cell, s in settings.items()}
    return ReportTable(
        columns=(*text_columns(*_PLACE), *number_columns("Value"), *text_columns("Lock", "From scenario")),
        rows=tuple(
            (
                *_place(block, catalogue),
                lever_value(block.state[0], catalogue.of_parameter(block.parameter_name)),
                "locked" if block.state[1] else "",
                block.state[2],
            )
            for block in lever_blocks(states, parameter_names=catalogue.parameter_names)
        ),
    )


def before_after_table(
    before: Mapping[LeverCell, float],
    after: Mapping[LeverCell, float],
    *,
    catalogue: LeverCatalogue,
    by_title: bool = False,
) -> ReportTable:
    """The cells of `after` with their value before.

    Args:
        before: The values of at least these cells.
        after: The other values.
        catalogue: The levers that exist.
        by_title: Whether levers have their titles, as fields to fill in do, and not the names that commands take.
    """
    pairs = {cell: (before[cell], after[cell]) for cell in after}
    return _pairs_table(pairs, ("Before", "After"), catalogue, by_title=by_title)


def differences_table(
    first: Mapping[LeverCell, LeverSetting],
    second: Mapping[LeverCell, LeverSetting],
    *,
    names: tuple[str, str],
    catalogue: LeverCatalogue,
) -> ReportTable:
    """The cells whose values differ between two scenarios of the same years."""
    pairs = {cell: (first[cell].value, second[cell].value) for cell in first}
    return _pairs_table({cell: pair for cell, pair in pairs.items() if pair[0] != pair[1]}, names, catalogue)


def family_cells(
    cells: Mapping[LeverCell, float], *, families: Collection[str], catalogue: LeverCatalogue
) -> dict[LeverCell, float]:
    """The cells that belong to these lever families."""
    wanted = {catalogue.family(name).parameter_name for name in families}
    return {cell: value for cell, value in cells.items() if cell.parameter_name in wanted}


def _pairs_table(
    pairs: Mapping[LeverCell, tuple[float, float]],
    headings: tuple[str, str],
    catalogue: LeverCatalogue,
    *,
    by_title: bool = False,
) -> ReportTable:
    rows = []
    for block in lever_blocks(pairs, parameter_names=catalogue.parameter_names):
        family = catalogue.of_parameter(block.parameter_name)
        first, second = block.state
        moved = first != second
        rows.append(
            (
                *_place(block, catalogue, by_title=by_title),
                lever_value(first, family),
                lever_value(second, family),
                lever_change(first, second, family) if moved else "",
                relative_change(first, second).replace(NOT_AVAILABLE, "") if moved else "",
            )
        )
    return ReportTable(
        columns=(*text_columns(*_PLACE), *number_columns(*headings, "Change", "Relative")), rows=tuple(rows)
    )


def _place(block: LeverBlock[Any], catalogue: LeverCatalogue, *, by_title: bool = False) -> tuple[str, str, str]:
    family = catalogue.of_parameter(block.parameter_name)
    return family.title if by_title else family.name, block.level_text, block.year_text
