"""The tables of a target loop's report that are its own: its levers and its growth."""

from __future__ import annotations

from optimization.evidence.lever_changes import LeverState, lever_changes
from optimization.evidence.lever_changes_table import lever_changes_table
from optimization.evidence.quantities import growth_digits
from optimization.evidence.reports.report_table import ReportTable
from optimization.evidence.yearly_growth import yearly_growth_table
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_names import LeverName, cells_of
from optimization.search.loop.target_loop_result import TargetLoopResult


def levers_table(result: TargetLoopResult, *, catalogue: LeverCatalogue) -> ReportTable:
    """Every lever allowed to move with its deltas, the bounds of the search, and what is to be known of it."""
    return lever_changes_table(loop_lever_changes(result, catalogue=catalogue), families=result.config.levers)


def loop_lever_changes(result: TargetLoopResult, *, catalogue: LeverCatalogue) -> dict[LeverName, LeverState]:
    """Every lever of the scenario by name, with the bound that the loop found it at.

    Raises:
        BadInputError: a lever at a bound, or a cell's parameter, is not in the catalogue.
    """
    years = {cell.fiscal_year for cell in result.cells_before}
    sides = {
        cell: lever.side
        for lever in result.levers_at_bound
        for cell in cells_of(lever.lever, years=years, catalogue=catalogue)
    }
    return lever_changes(result, bound_sides=sides, catalogue=catalogue)


def growth_table(result: TargetLoopResult) -> ReportTable:
    """Growth by year and its mean, by the chosen method."""
    return yearly_growth_table(result, method=result.config.method, digits=growth_digits(result.config.tolerance))
