"""The straight path from today's levers to a candidate that was seen on the other side of the target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from optimization.parameters.lever_cells import LeverCell
from optimization.search.movable_levers import CellRoom


@dataclass(frozen=True, kw_only=True)
class StraightPath:
    """All cells move in proportion from today's value to the candidate's.

    Used when growth is not monotone in the levers: both ends of the least-change path miss the target on the same side,
    yet some candidate lies on the other. `length` is the candidate's change of growth in percentage points.
    """

    rooms: Mapping[LeverCell, CellRoom]
    candidate: Mapping[LeverCell, float]
    length: float
    rising: bool

    def at(self, coordinate: float) -> dict[LeverCell, float]:
        """The cells that differ from today's levers at a coordinate from zero to `length`."""
        share = coordinate / self.length
        rooms = {cell: self.rooms[cell] for cell in self.candidate}
        return {
            cell: room.clipped(room.today + share * (self.candidate[cell] - room.today)) for cell, room in rooms.items()
        }
