"""The growth that levers can reach: every corner of their box, simulated."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from optimization.parameters.lever_cells import LeverVector
from optimization.search.movable_levers import MovableLever
from optimization.simulation.protocol import GrowthMethod, Simulator

_PERCENT = 100.0


def reachable_growth(
    simulator: Simulator, levers: Sequence[MovableLever], *, seed: int, method: GrowthMethod
) -> tuple[float, float]:
    """Lowest and highest growth over the corners, in percent: 2 to the number of levers simulations.

    Growth is monotone in each pay lever whatever the others are, so the extremes lie in corners.
    """
    corners = [
        LeverVector(
            cells={
                cell: room.upper if is_up else room.lower
                for lever, is_up in zip(levers, sides, strict=True)
                for cell, room in lever.rooms.items()
            }
        )
        for sides in product((False, True), repeat=len(levers))
    ]
    found = simulator.simulate(corners, seeds=[seed])
    growth = [_PERCENT * each for metrics in found if (each := metrics.horizon_growth[method]) is not None]
    return min(growth), max(growth)
