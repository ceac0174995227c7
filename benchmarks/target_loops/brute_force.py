"""The growth that levers can reach, by simulating all over their box."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING

from optimization.parameters.lever_cells import LeverVector
from optimization.search.movable_levers import MovableLever
from optimization.simulation.protocol import GrowthMethod, Simulator

if TYPE_CHECKING:
    import numpy as np

_PERCENT = 100.0
# A random value is a bound as often as not: the extremes lie near corners, and few random points do.
_AT_BOUNDS = 0.5


def corners(levers: Sequence[MovableLever]) -> list[LeverVector]:
    """Every corner of the box, 2 to the number of levers; the extremes where growth is monotone in each lever."""
    return [_at(levers, shares) for shares in product((0.0, 1.0), repeat=len(levers))]


def family_corners(levers: Sequence[MovableLever]) -> list[LeverVector]:
    """The corners in which the levers of a family are at the same bound: what they give is reached, not the most."""
    families = tuple(dict.fromkeys(lever.family for lever in levers))
    sides = (dict(zip(families, shares, strict=True)) for shares in product((0.0, 1.0), repeat=len(families)))
    return [_at(levers, [side[lever.family] for lever in levers]) for side in sides]


def random_settings(levers: Sequence[MovableLever], *, count: int, rng: np.random.Generator) -> list[LeverVector]:
    """Settings from all over the box, half of their values at a bound."""
    import numpy as np

    values = rng.random((count, len(levers)))
    at_bounds = rng.random(values.shape) < _AT_BOUNDS
    return [_at(levers, shares) for shares in np.where(at_bounds, values.round(), values).tolist()]


def growth_of(
    simulator: Simulator, candidates: Sequence[LeverVector], *, seed: int, method: GrowthMethod
) -> list[float]:
    """Growth of those whose growth can be measured, in percent."""
    found = simulator.simulate(candidates, seeds=[seed])
    return [_PERCENT * each for metrics in found if (each := metrics.horizon_growth[method]) is not None]


def _at(levers: Sequence[MovableLever], shares: Sequence[float]) -> LeverVector:
    """Each lever at a share of its room."""
    return LeverVector(
        cells={
            cell: room.clipped(room.lower + share * (room.upper - room.lower))
            for lever, share in zip(levers, shares, strict=True)
            for cell, room in lever.rooms.items()
        }
    )
