"""The first batch of Adaptive: today's levers, the corners of their room, and how growth responds to each of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from optimization.parameters.lever_cells import LeverCell
from optimization.search.loop.loop_run import GrowthEvaluation, LoopRun
from optimization.search.movable_levers import STEPPED_FAMILY, MovableLever

# A probe moves a lever by a tenth of its recommended range: a few tenths of a point of pay, so that the response is the
# one near today's levers.
PROBE_SHARE_OF_RANGE = 0.1
# Whom a lever promotes in which year decides their pay: its best value may lie anywhere, and tenths come near to it.
STEPPED_SHARES = tuple(tenths / 10 for tenths in range(1, 10))
# Growth that differs by less than this, in percentage points, differs by rounding.
ROUNDING_OF_GROWTH = 1e-9


@dataclass(frozen=True, kw_only=True)
class FirstBatch:
    """Today, and the response of each lever there and where all levers are at their lower or upper bounds.

    Responses are percentage points of growth per unit of the lever, zero where the lever changes nothing.
    """

    today: GrowthEvaluation
    levers: Sequence[MovableLever]
    near_today: Sequence[float]
    at_lower: Sequence[float]
    at_upper: Sequence[float]

    @property
    def responses(self) -> list[float]:
        """Near today; over all its room for a lever whose probe is too small to show one, as for few promotions."""
        shown = zip(self.near_today, self.at_upper, self.at_lower, strict=True)
        return [near or upper or lower for near, upper, lower in shown]

    def corner(self, *, rising: bool) -> dict[LeverCell, float]:
        """The candidate of most or of least growth: each lever at the bound to which its response there points."""
        there = self.at_upper if rising else self.at_lower
        ups = [corner or response for corner, response in zip(there, self.responses, strict=True)]
        return _corner(self.levers, ups if rising else [-up for up in ups])


def first_batch(run: LoopRun, levers: Sequence[MovableLever]) -> FirstBatch:
    """Simulate it.

    Raises:
        SimulationError: a candidate could not be simulated or its growth not measured.
    """
    number = len(levers)
    lower, upper = _corner(levers, [-1.0] * number), _corner(levers, [1.0] * number)
    nudged = [_nudged(lever) for lever in levers]
    raised = [_moved(lower, lever, up=1.0) for lever in levers]
    lowered = [_moved(upper, lever, up=-1.0) for lever in levers]
    today, lowest, highest, *probes = run.evaluate([{}, lower, upper, *nudged, *raised, *lowered])
    return FirstBatch(
        today=today,
        levers=levers,
        near_today=_responses(levers, today, probes[:number]),
        at_lower=_responses(levers, lowest, probes[number : 2 * number]),
        at_upper=_responses(levers, highest, probes[2 * number :]),
    )


def one_lever_away(levers: Sequence[MovableLever], cells: Mapping[LeverCell, float]) -> list[dict[LeverCell, float]]:
    """The candidates that differ from one by a single lever: at a bound or, with steps, at tenths of its room."""
    at_bounds = [_moved(cells, lever, up=up) for lever in levers for up in (-1.0, 1.0)]
    stepped = [lever for lever in levers if lever.family == STEPPED_FAMILY]
    return [*at_bounds, *(_placed(cells, lever, share) for lever in stepped for share in STEPPED_SHARES)]


def _corner(levers: Sequence[MovableLever], ups: Sequence[float]) -> dict[LeverCell, float]:
    """Each lever at its upper bound where `ups` is positive, at its lower where negative, else as today."""
    cells: dict[LeverCell, float] = {}
    for lever, up in zip(levers, ups, strict=True):
        for cell, room in lever.rooms.items():
            bound = room.upper if up > 0 else room.lower
            if up != 0 and bound != room.today:
                cells[cell] = bound
    return cells


def _moved(cells: Mapping[LeverCell, float], lever: MovableLever, *, up: float) -> dict[LeverCell, float]:
    """The candidate with one lever at a bound."""
    others = {cell: value for cell, value in cells.items() if cell not in lever.rooms}
    return others | _corner([lever], [up])


def _placed(cells: Mapping[LeverCell, float], lever: MovableLever, share: float) -> dict[LeverCell, float]:
    """The candidate with one lever at a share of its room."""
    values = {cell: room.clipped(room.lower + share * (room.upper - room.lower)) for cell, room in lever.rooms.items()}
    placed = {**cells, **values}
    return {cell: value for cell, value in placed.items() if cell not in values or value != lever.rooms[cell].today}


def _nudged(lever: MovableLever) -> dict[LeverCell, float]:
    """The cells that change when the lever alone is moved a little: up, or down where bounds leave less room above."""
    step = PROBE_SHARE_OF_RANGE * lever.recommended_range
    up, down = lever.shifted(step), lever.shifted(-step)
    shift_up, shift_down = abs(_mean_shift(lever, {}, up)), abs(_mean_shift(lever, {}, down))
    return up if shift_up > shift_down or math.isclose(shift_up, shift_down) else down


def _responses(
    levers: Sequence[MovableLever], base: GrowthEvaluation, probes: Sequence[GrowthEvaluation]
) -> list[float]:
    """By how much growth changed from the base, per unit by which each probe moved its lever."""
    responses = []
    for lever, probe in zip(levers, probes, strict=True):
        change = probe.growth - base.growth
        shift = _mean_shift(lever, base.vector.cells, probe.vector.cells)
        responses.append(0.0 if abs(change) < ROUNDING_OF_GROWTH else change / shift)
    return responses


def _mean_shift(lever: MovableLever, start: Mapping[LeverCell, float], end: Mapping[LeverCell, float]) -> float:
    """By how much the lever's cells moved on average; a cell that is not named has today's value."""
    shifts = [end.get(cell, room.today) - start.get(cell, room.today) for cell, room in lever.rooms.items()]
    return sum(shifts) / len(shifts)
