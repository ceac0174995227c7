"""Paths of levers from where they are towards more or less growth, straight between knots.

For the least change: with a growth that responds linearly, `growth = start + sum(s_i d_i)`, the change of given growth
with the smallest `sum((d_i / w_i)^2)` within bounds is `d_i = clip(scale * w_i^2 * s_i)` (the Karush-Kuhn-Tucker
conditions of that quadratic programme): w_i is the lever's recommended range, s_i its response. Growing scale walks
along the path, and when a lever reaches its bound the others take over: these are its knots.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import NamedTuple

from optimization.parameters.lever_cells import LeverCell
from optimization.search.movable_levers import CellRoom, MovableLever

# Length of a detour as a share of the path before it: short, since few targets are met there.
DETOUR_SHARE = 0.1
# Length of a detour that no path lies before; any other would do.
DETOUR_LENGTH_ALONE = 1.0


class Knot(NamedTuple):
    """A coordinate of a path and the value of every cell there."""

    coordinate: float
    values: Mapping[LeverCell, float]


@dataclass(frozen=True, kw_only=True)
class LeverPath:
    """A line of levers with straight pieces; coordinates are predicted changes of growth, or distances.

    Args:
        rooms: The cells that may move, with today's values.
        knots: Ascending from coordinate zero, each with a value for every cell; coordinates are in percentage points of
            growth, or by distance in shares of the cells' rooms.
        ends: Where the least change has used all room, and where each detour ends.
        rising: Whether the path leads to more growth or to less.
    """

    rooms: Mapping[LeverCell, CellRoom]
    knots: tuple[Knot, ...]
    ends: tuple[float, ...]
    rising: bool

    @property
    def length(self) -> float:
        """The coordinate of the far end; zero when there is no room."""
        return self.ends[-1]

    def at(self, coordinate: float) -> dict[LeverCell, float]:
        """The cells that differ from today's levers at a coordinate from zero to `length`."""
        number = bisect_left(self.knots, coordinate, key=lambda knot: knot.coordinate)
        after = self.knots[number]
        before = self.knots[number - 1] if coordinate < after.coordinate else after
        share = (coordinate - before.coordinate) / ((after.coordinate - before.coordinate) or 1.0)
        moved: dict[LeverCell, float] = {}
        for cell, room in self.rooms.items():
            value = room.clipped(before.values[cell] + share * (after.values[cell] - before.values[cell]))
            if value != room.today:
                moved[cell] = value
        return moved

    def by_distance(self) -> LeverPath:
        """The same line, its coordinates the distance that the cells have moved, each in shares of its room."""
        places = list(accumulate((_distance(self.rooms, *pair) for pair in pairwise(self.knots)), initial=0.0))
        new = {knot.coordinate: place for knot, place in zip(self.knots, places, strict=True)}
        knots = tuple(Knot(new[knot.coordinate], knot.values) for knot in self.knots)
        return replace(self, knots=knots, ends=tuple(new[end] for end in self.ends))

    def with_detour(self, cells: Mapping[LeverCell, float]) -> LeverPath:
        """The path that goes on from its end to a candidate, unless it ends there already."""
        values = {cell: cells.get(cell, room.today) for cell, room in self.rooms.items()}
        if values == self.knots[-1].values:
            return self
        end = self.length + (DETOUR_SHARE * self.length or DETOUR_LENGTH_ALONE)
        return replace(self, knots=(*self.knots, Knot(end, values)), ends=(*self.ends, end))


def least_change_path(
    levers: Sequence[MovableLever],
    *,
    responses: Sequence[float],
    start: Mapping[LeverCell, float],
    rising: bool,
) -> LeverPath:
    """The path of least change from a candidate, to where every lever that responds has reached its bound.

    Args:
        levers: What may be moved.
        responses: Per lever, percentage points of growth per unit of the lever; zero for one that stays.
        start: The cells in which the candidate differs from today's levers.
        rising: Whether the path leads to more growth or to less.
    """
    rooms = {cell: room for lever in levers for cell, room in lever.rooms.items()}
    values = {cell: start.get(cell, room.today) for cell, room in rooms.items()}
    motions = _motions(levers, responses=responses, start=values, sign=1.0 if rising else -1.0)
    knots = tuple(
        Knot(
            sum(motion.gain * min(scale, motion.scale_at_bound) for motion in motions),
            values | {motion.cell: motion.value(scale) for motion in motions},
        )
        for scale in sorted({0.0, *(motion.scale_at_bound for motion in motions)})
    )
    return LeverPath(rooms=rooms, knots=knots, ends=(knots[-1].coordinate,), rising=rising)


def _distance(rooms: Mapping[LeverCell, CellRoom], start: Knot, end: Knot) -> float:
    return sum(abs(end.values[cell] - start.values[cell]) / (room.upper - room.lower) for cell, room in rooms.items())


class _Motion(NamedTuple):
    """A cell that moves at `speed` per unit of scale, which is predicted to change growth by `gain`."""

    cell: LeverCell
    start: float
    bound: float
    speed: float
    gain: float

    @property
    def scale_at_bound(self) -> float:
        """The scale at which the cell stops."""
        return (self.bound - self.start) / self.speed

    def value(self, scale: float) -> float:
        """The cell's value at a scale; exactly the bound from there on."""
        return self.bound if scale >= self.scale_at_bound else self.start + scale * self.speed


def _motions(
    levers: Sequence[MovableLever], *, responses: Sequence[float], start: Mapping[LeverCell, float], sign: float
) -> list[_Motion]:
    """The cells with room ahead, of the levers that respond."""
    motions: list[_Motion] = []
    for lever, response in zip(levers, responses, strict=True):
        if response == 0:
            continue
        speed = sign * lever.recommended_range**2 * response
        gain = abs(speed * response) / len(lever.rooms)
        for cell, room in lever.rooms.items():
            bound = room.upper if speed > 0 else room.lower
            motions.append(_Motion(cell, start[cell], bound, speed, gain))
    return [motion for motion in motions if motion.scale_at_bound > 0]
