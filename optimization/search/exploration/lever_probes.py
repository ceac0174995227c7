"""The small shifts by which a decision variable is probed around a candidate, inside the room of its cells."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from optimization.parameters.lever_cells import LeverCell
from optimization.search.methods.scored_points import STEPPED_PROBE_STEP
from optimization.search.movable_levers import LEVER_DECIMALS, STEPPED_FAMILY, CellRoom
from optimization.search.problem.search_space import DecisionVariable

# What the effect of a lever is told for: a tenth of a percentage point, or of a percent of a factor.
TEN_BASIS_POINTS = 0.001


@dataclass(frozen=True, kw_only=True, eq=False)
class Probe:
    """A decision variable's cells after a small shift; `shift` is the mean of what they moved by, in their unit.

    Equal only to itself, so that what was measured there can be looked up by it.
    """

    cells: Mapping[LeverCell, float]
    shift: float


@dataclass(frozen=True, kw_only=True)
class ProbePair:
    """The probes below and above a candidate; at a bound there is only one."""

    low: Probe | None
    high: Probe | None

    @property
    def present(self) -> tuple[Probe, ...]:
        """The probes there are: that above first, then that below."""
        return tuple(probe for probe in (self.high, self.low) if probe is not None)


def lever_probes(variable: DecisionVariable, values: Mapping[LeverCell, float]) -> ProbePair:
    """The probes of a decision variable around a candidate.

    A side is probed where every cell has room for the whole step. Where neither side is (some cells lie at one bound,
    some at the other), the side on which cells can move further is probed, and each cell moves as far as it can.

    Args:
        variable: The cells, and the room of each. A cell that lies beyond its room may stay or move back.
        values: The candidate's value in every cell.
    """
    step = _step(variable)
    rooms = {cell: _widened(room, values[cell]) for cell, room in variable.rooms.items()}
    low, high = (_probe(rooms, values, shift) for shift in (-step, step))
    has_low, has_high = (_is_open(rooms, values, shift) for shift in (-step, step))
    if not has_low and not has_high:
        has_high = round(high.shift, LEVER_DECIMALS) >= round(-low.shift, LEVER_DECIMALS)
        has_low = not has_high
    return ProbePair(low=low if has_low else None, high=high if has_high else None)


def _step(variable: DecisionVariable) -> float:
    return STEPPED_PROBE_STEP * variable.range if variable.family.name == STEPPED_FAMILY else TEN_BASIS_POINTS


def _widened(room: CellRoom, value: float) -> CellRoom:
    return replace(room, lower=min(room.lower, value), upper=max(room.upper, value))


def _is_open(rooms: Mapping[LeverCell, CellRoom], values: Mapping[LeverCell, float], shift: float) -> bool:
    return all(room.lower <= round(values[cell] + shift, LEVER_DECIMALS) <= room.upper for cell, room in rooms.items())


def _probe(rooms: Mapping[LeverCell, CellRoom], values: Mapping[LeverCell, float], shift: float) -> Probe:
    cells = {cell: room.clipped(values[cell] + shift) for cell, room in rooms.items()}
    moved = math.fsum(value - values[cell] for cell, value in cells.items())
    return Probe(cells=cells, shift=moved / len(cells))
