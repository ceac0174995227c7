"""The levers before and after a search, by the fewest names that hide no difference."""

from __future__ import annotations

from dataclasses import dataclass

from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_names import LeverName, cells_of, named_states
from optimization.search.loop.target_loop_result import TargetLoopResult


@dataclass(frozen=True, kw_only=True)
class LeverState:
    """What is true of a cell: its values in the lever's unit, its lock, and the bound it sits at, if any."""

    before: float
    after: float
    is_locked: bool
    bound_side: str | None


def lever_changes(result: TargetLoopResult, *, catalogue: LeverCatalogue) -> dict[LeverName, LeverState]:
    """Every lever of the scenario by name, as `named_states` names it: a lock or a bound that differs splits a name.

    Raises:
        BadInputError: a lever at a bound, or a cell's parameter, is not in the catalogue.
    """
    years = {cell.fiscal_year for cell in result.cells_before}
    locked = result.locked_cells
    sides = {
        cell: lever.side
        for lever in result.levers_at_bound
        for cell in cells_of(lever.lever, years=years, catalogue=catalogue)
    }
    states = {
        cell: LeverState(
            before=before,
            after=result.cells_after[cell],
            is_locked=cell in locked,
            bound_side=None if cell in locked else sides.get(cell),
        )
        for cell, before in result.cells_before.items()
    }
    return named_states(states, catalogue)
