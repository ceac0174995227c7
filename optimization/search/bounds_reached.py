"""Which movable levers can go no further in a proposal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from optimization.parameters.lever_catalogue import LeverCatalogue, LeverFamily
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_names import cell_name
from optimization.search.movable_levers import CellRoom, MovableLever
from optimization.search.target_loop_result import LeverAtBound


def levers_at_bound(
    levers: Sequence[MovableLever], *, values: Mapping[LeverCell, float], catalogue: LeverCatalogue
) -> tuple[LeverAtBound, ...]:
    """The levers whose movable cells all sit at one bound, and single cells of levers where only some do."""
    found: list[LeverAtBound] = []
    for lever in levers:
        family = catalogue.family(lever.family)
        sides = {cell: _side(room, values[cell], family) for cell, room in lever.rooms.items()}
        reached = {(side, values[cell]) for cell, side in sides.items()}
        if len(reached) == 1 and None not in sides.values():
            side, value = reached.pop()
            found.append(LeverAtBound(lever=lever.name, side=str(side), value=value))
            continue
        found.extend(
            LeverAtBound(lever=cell_name(cell, catalogue), side=side, value=values[cell])
            for cell, side in sides.items()
            if side is not None
        )
    return tuple(found)


def _side(room: CellRoom, value: float, family: LeverFamily) -> str | None:
    if room.lower < value < room.upper:
        return None
    if not family.lower <= value <= family.upper:
        return "outside"
    return "upper" if value >= room.upper else "lower"
