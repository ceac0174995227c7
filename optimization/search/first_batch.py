"""The first batch of Adaptive: today's levers, the ends of their room, and how growth responds to each of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from optimization.parameters.lever_cells import LeverCell
from optimization.search.loop_run import GrowthEvaluation, LoopRun
from optimization.search.movable_levers import MovableLever

# A probe moves a lever by a tenth of its recommended range: a few tenths of a point of pay, so that the response is the
# one near today's levers, and yet enough for promotions, which happen person by person, to show one.
PROBE_SHARE_OF_RANGE = 0.1
# Growth that differs by less than this, in percentage points, differs by rounding.
ROUNDING_OF_GROWTH = 1e-9


@dataclass(frozen=True, kw_only=True)
class FirstBatch:
    """Today, all levers at either bound, a probe of each lever alone, and what the probes show.

    `responses` are percentage points of growth per unit of each lever, zero where its probe changed nothing.
    """

    today: GrowthEvaluation
    lowest: GrowthEvaluation
    highest: GrowthEvaluation
    probes: tuple[GrowthEvaluation, ...]
    responses: tuple[float, ...]


def first_batch(run: LoopRun, levers: Sequence[MovableLever]) -> FirstBatch:
    """Simulate it.

    Raises:
        SimulationError: a candidate could not be simulated or its growth not measured.
    """
    rooms = {cell: room for lever in levers for cell, room in lever.rooms.items()}
    all_lower = {cell: room.lower for cell, room in rooms.items() if room.lower < room.today}
    all_upper = {cell: room.upper for cell, room in rooms.items() if room.upper > room.today}
    today, lowest, highest, *probes = run.evaluate([{}, all_lower, all_upper, *(_probe(lever) for lever in levers)])
    return FirstBatch(
        today=today,
        lowest=lowest,
        highest=highest,
        probes=tuple(probes),
        responses=tuple(_response(lever, today, moved) for lever, moved in zip(levers, probes, strict=True)),
    )


def _probe(lever: MovableLever) -> dict[LeverCell, float]:
    """The cells that change when the lever alone is moved a little: up, or down where bounds leave less room above."""
    step = PROBE_SHARE_OF_RANGE * lever.recommended_range
    up, down = lever.shifted(step), lever.shifted(-step)
    shift_up, shift_down = abs(_mean_shift(lever, up)), abs(_mean_shift(lever, down))
    return up if shift_up > shift_down or math.isclose(shift_up, shift_down) else down


def _response(lever: MovableLever, today: GrowthEvaluation, evaluation: GrowthEvaluation) -> float:
    change = evaluation.growth - today.growth
    return 0.0 if abs(change) < ROUNDING_OF_GROWTH else change / _mean_shift(lever, evaluation.vector.cells)


def _mean_shift(lever: MovableLever, moved: Mapping[LeverCell, float]) -> float:
    """By how much the lever's cells moved on average; a cell that is not named has not moved."""
    return sum(moved.get(cell, room.today) - room.today for cell, room in lever.rooms.items()) / len(lever.rooms)
