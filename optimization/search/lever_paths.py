"""Paths of levers from where they are towards more or less growth: of least change, or straight to a candidate.

For the least change: with a growth that responds linearly, `growth = today + sum(s_i d_i)`, the change of given growth
with the smallest `sum((d_i / w_i)^2)` within bounds is `d_i = clip(scale * w_i^2 * s_i)` (the Karush-Kuhn-Tucker
conditions of that quadratic programme): w_i is the lever's recommended range, s_i its response. Growing scale walks
along the path, and when a lever reaches its bound the others take over.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from optimization.parameters.lever_cells import LeverCell
from optimization.search.movable_levers import CellRoom, MovableLever

# Length of the path's last leg, on which levers without a response move, as a share of what lies before it: so short
# that a search which divides the whole path spends next to nothing there.
SILENT_LEG_SHARE = 0.01
# Length of the path when no lever showed a response; any other would do.
SILENT_PATH_LENGTH = 1.0


class _Motion(NamedTuple):
    """A cell that moves at `speed` per unit of scale; `response` is the growth that a unit of its move predicts."""

    cell: LeverCell
    room: CellRoom
    speed: float
    response: float

    @property
    def bound(self) -> float:
        """The value at which the cell stops."""
        return self.room.upper if self.speed > 0 else self.room.lower

    @property
    def scale_at_bound(self) -> float:
        """The scale at which the cell stops."""
        return (self.bound - self.room.today) / self.speed

    def value(self, scale: float) -> float:
        """The cell's value at a scale; exactly the bound from there on."""
        return self.bound if scale >= self.scale_at_bound else self.room.clipped(self.room.today + scale * self.speed)


@dataclass(frozen=True, kw_only=True)
class LeastChangePath:
    """A path from `base` whose coordinate is the predicted change of growth, in percentage points.

    Levers whose response is zero wait until all others are at their bounds; they then rise together along a last leg.

    Args:
        levers: What may move, with room around the base.
        responses: Per lever, percentage points of growth per unit of the lever.
        rising: Whether the path leads to more growth or to less.
        base: Cells that differ from today's levers all along the path.
    """

    levers: Sequence[MovableLever]
    responses: Sequence[float]
    rising: bool
    base: Mapping[LeverCell, float]

    @property
    def length(self) -> float:
        """The coordinate at which every lever has reached its bound; zero when there is no room."""
        return self._responsive_length + self._silent_length

    def at(self, coordinate: float) -> dict[LeverCell, float]:
        """The cells that differ from today's levers at a coordinate from zero to `length`."""
        scale = self._scale_at(coordinate)
        values = {motion.cell: motion.value(scale) for motion in self._responsive}
        if coordinate > self._responsive_length:
            past = coordinate - self._responsive_length
            share = 1.0 if coordinate >= self.length else past / self._silent_length
            values |= {motion.cell: motion.value(share * motion.scale_at_bound) for motion in self._silent}
        rooms = {motion.cell: motion.room for motion in (*self._responsive, *self._silent)}
        moved = {cell: value for cell, value in values.items() if value != rooms[cell].today}
        return {**self.base, **moved}

    @property
    def _responsive_length(self) -> float:
        return self._corners[-1][1]

    @property
    def _silent_length(self) -> float:
        if not self._silent:
            return 0.0
        return SILENT_LEG_SHARE * self._responsive_length or SILENT_PATH_LENGTH

    @cached_property
    def _responsive(self) -> tuple[_Motion, ...]:
        return self._motions(silent=False)

    @cached_property
    def _silent(self) -> tuple[_Motion, ...]:
        return self._motions(silent=True)

    def _motions(self, *, silent: bool) -> tuple[_Motion, ...]:
        """The cells with room ahead, of the levers that showed a response or of those that showed none."""
        sign = 1.0 if self.rising else -1.0
        motions: list[_Motion] = []
        for lever, response in zip(self.levers, self.responses, strict=True):
            if (response == 0) is not silent:
                continue
            # Every shipped lever raises growth when it is raised, so a silent one is taken to do the same.
            speed = sign * (1.0 if silent else lever.recommended_range**2 * response)
            share = abs(response) / len(lever.rooms)
            motions.extend(_Motion(cell, room, speed, share) for cell, room in lever.rooms.items())
        return tuple(motion for motion in motions if motion.scale_at_bound > 0)

    @cached_property
    def _corners(self) -> tuple[tuple[float, float], ...]:
        """Scale and coordinate at today's levers and wherever a cell reaches its bound: straight lines in between."""
        scales = sorted({0.0, *(motion.scale_at_bound for motion in self._responsive)})
        return tuple((scale, self._predicted_change(scale)) for scale in scales)

    def _predicted_change(self, scale: float) -> float:
        return sum(
            motion.response * abs(motion.speed) * min(scale, motion.scale_at_bound) for motion in self._responsive
        )

    def _scale_at(self, coordinate: float) -> float:
        corners = self._corners
        if coordinate >= self._responsive_length:
            return corners[-1][0]
        right = bisect_left(corners, coordinate, key=lambda corner: corner[1])
        if right == 0:
            return 0.0
        (scale_before, before), (scale_after, after) = corners[right - 1], corners[right]
        return scale_before + (scale_after - scale_before) * (coordinate - before) / (after - before)


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


Path = LeastChangePath | StraightPath
