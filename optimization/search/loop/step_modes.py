"""The analysts' step modes: how far one iteration moves each lever, given the gap that is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from optimization.errors import BadInputError
from optimization.parameters.lever_cells import LeverCell
from optimization.search.loop.target_loop_config import PERCENT_PER_UNIT, LoopMode
from optimization.search.movable_levers import MovableLever

# The share of the gap that the first iteration moves COLA by.
FIRST_STEP_SHARE: Mapping[LoopMode, float] = {
    LoopMode.CONSERVATIVE: 0.1,
    LoopMode.BALANCED: 0.3,
    LoopMode.AGGRESSIVE: 0.5,
}
# Every further iteration takes four fifths of the share before it, so that the levers settle.
STEP_DECAY = 0.8

COLA = "cola_rate"
MERIT = "merit_rate"
NEW_HIRE_ADJUSTMENT = "new_hire_salary_adjustment"
MOVED_FAMILIES = (COLA, MERIT, NEW_HIRE_ADJUSTMENT)

# Merit steps fall with the level: 1.1 of the COLA step for staff, 0.7 for vice presidents.
MERIT_SHARE_AT_LEVEL_ZERO = 1.2
MERIT_SHARE_LOST_PER_LEVEL = 0.1
# Hires of a year are a part of the workforce; their starting pay follows at half the step.
NEW_HIRE_SHARE = 0.5


def mode_step(
    gap: float,
    *,
    mode: LoopMode,
    iteration: int,
    levers: Sequence[MovableLever],
    values: Mapping[LeverCell, float],
) -> dict[LeverCell, float]:
    """The levers after one iteration: COLA moves by `gap x share x 0.8^(iteration - 1) / 100`, the others with it.

    Locked cells and families that are not among `levers` keep their value; so do promotion levers, which these
    modes do not move.

    Args:
        gap: Target growth less growth, in percentage points.
        mode: Conservative, Balanced or Aggressive.
        iteration: 1 for the first step.
        levers: What may move, with the room of each cell.
        values: The value of every movable cell before the step, in the lever's unit.

    Returns:
        The new value of every cell of `levers`, clipped to its room.

    Raises:
        BadInputError: the mode has no fixed step (Adaptive).
    """
    if mode not in FIRST_STEP_SHARE:
        raise BadInputError(f"Mode {mode} has no fixed step. Modes that have one: {', '.join(FIRST_STEP_SHARE)}.")
    cola_step = gap * FIRST_STEP_SHARE[mode] * STEP_DECAY ** (iteration - 1) / PERCENT_PER_UNIT
    return {
        cell: room.clipped(values[cell] + cola_step * _share_of_cola_step(lever.family, cell.job_level))
        for lever in levers
        for cell, room in lever.rooms.items()
    }


def _share_of_cola_step(family: str, job_level: int) -> float:
    if family == COLA:
        return 1.0
    if family == MERIT:
        return MERIT_SHARE_AT_LEVEL_ZERO - MERIT_SHARE_LOST_PER_LEVEL * job_level
    return NEW_HIRE_SHARE if family == NEW_HIRE_ADJUSTMENT else 0.0
