"""The levers of an engine run before and after: as a table and as the chart of their ranges."""

from __future__ import annotations

from collections.abc import Iterator

from optimization.evidence.charts.lever_range_chart import LeverRange, lever_range
from optimization.evidence.lever_changes import LeverState, lever_changes
from optimization.evidence.lever_changes_table import lever_changes_table
from optimization.evidence.reports.report_table import ReportTable
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_names import LeverName, cells_of, parse_lever_name
from optimization.search.engine_result import OptimizationResult


def engine_levers_table(result: OptimizationResult, *, catalogue: LeverCatalogue) -> ReportTable:
    """Every lever allowed to move with its deltas, the bounds of the search, and what is to be known of it.

    Raises:
        BadInputError: the result names a lever that the catalogue does not have.
    """
    changes = engine_lever_changes(result, catalogue=catalogue)
    return lever_changes_table(changes, families=moved_families(result, catalogue))


def engine_lever_ranges(result: OptimizationResult, *, catalogue: LeverCatalogue) -> list[LeverRange]:
    """The same levers between their bounds, for the chart."""
    families = moved_families(result, catalogue)
    return [
        lever_range(name, before=state.before, after=state.after)
        for name, state in engine_lever_changes(result, catalogue=catalogue).items()
        if name.family.name in families
    ]


def engine_lever_changes(result: OptimizationResult, *, catalogue: LeverCatalogue) -> dict[LeverName, LeverState]:
    """Every lever of the scenario by name, with the bound of the search that it sits at, if it was allowed to move.

    Raises:
        BadInputError: the result names a lever that the catalogue does not have.
    """
    return lever_changes(result, bound_sides=dict(_bound_sides(result, catalogue)), catalogue=catalogue)


def moved_families(result: OptimizationResult, catalogue: LeverCatalogue) -> tuple[str, ...]:
    """The families that decision variables belong to, each once."""
    names = [parse_lever_name(name, catalogue).family.name for name in result.config.decision_variables]
    return tuple(dict.fromkeys(names))


def _bound_sides(result: OptimizationResult, catalogue: LeverCatalogue) -> Iterator[tuple[LeverCell, str]]:
    years = {cell.fiscal_year for cell in result.cells_before}
    for name in result.config.decision_variables:
        family = parse_lever_name(name, catalogue).family
        sides = {family.lower: "lower", family.upper: "upper"}
        for cell in cells_of(name, years=years, catalogue=catalogue):
            if (value := result.cells_after[cell]) in sides:
                yield cell, sides[value]
