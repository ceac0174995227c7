"""The levers before and after a search, by the fewest names that hide no difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from optimization.evidence.search_result import LeverMoves
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_names import LeverName, named_states


@dataclass(frozen=True, kw_only=True)
class LeverState:
    """What is true of a cell: its values in the lever's unit, its lock, and the bound it sits at, if any."""

    before: float
    after: float
    is_locked: bool
    bound_side: str | None


def lever_changes(
    result: LeverMoves, *, bound_sides: Mapping[LeverCell, str], catalogue: LeverCatalogue
) -> dict[LeverName, LeverState]:
    """Every lever of the scenario by name, as `named_states` names it: a lock or a bound that differs splits a name.

    Args:
        result: Levers beside today's.
        bound_sides: The bound that a cell sits at, for those that sit at one; a locked cell sits at none.
        catalogue: The levers that exist.

    Raises:
        BadInputError: a cell's parameter is not in the catalogue.
    """
    locked = result.locked_cells
    states = {
        cell: LeverState(
            before=before,
            after=result.cells_after[cell],
            is_locked=cell in locked,
            bound_side=None if cell in locked else bound_sides.get(cell),
        )
        for cell, before in result.cells_before.items()
    }
    return named_states(states, catalogue)
