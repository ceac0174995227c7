"""How growth responds to each lever near today's values, by one probe per lever."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from optimization.parameters.lever_cells import LeverCell
from optimization.search.loop_run import GrowthEvaluation
from optimization.search.movable_levers import MovableLever

# A probe moves a lever by a tenth of its recommended range: a few tenths of a point of pay, so that the response is the
# one near today's levers, and yet enough for promotions, which happen person by person, to show one.
PROBE_SHARE_OF_RANGE = 0.1
# Growth that differs by less than this, in percentage points, differs by rounding.
ROUNDING_OF_GROWTH = 1e-9


def probe(lever: MovableLever) -> dict[LeverCell, float]:
    """The cells that change when the lever alone is moved a little: up, or down where bounds leave less room above."""
    step = PROBE_SHARE_OF_RANGE * lever.recommended_range
    up, down = lever.shifted(step), lever.shifted(-step)
    shift_up, shift_down = abs(_mean_shift(lever, up)), abs(_mean_shift(lever, down))
    return up if shift_up > shift_down or math.isclose(shift_up, shift_down) else down


def growth_responses(
    levers: Sequence[MovableLever], *, today: GrowthEvaluation, probes: Sequence[GrowthEvaluation]
) -> list[float]:
    """Percentage points of growth per unit of each lever: one probe's difference to today's levers.

    Zero where the probe changed nothing.
    """
    return [_response(lever, today, evaluation) for lever, evaluation in zip(levers, probes, strict=True)]


def _response(lever: MovableLever, today: GrowthEvaluation, evaluation: GrowthEvaluation) -> float:
    change = evaluation.growth - today.growth
    return 0.0 if abs(change) < ROUNDING_OF_GROWTH else change / _mean_shift(lever, evaluation.vector.cells)


def _mean_shift(lever: MovableLever, moved: Mapping[LeverCell, float]) -> float:
    """By how much the lever's cells moved on average; a cell that is not named has not moved."""
    return sum(moved.get(cell, room.today) - room.today for cell, room in lever.rooms.items()) / len(lever.rooms)
