"""The loop of the analysts' step modes: measure, move, measure again."""

from __future__ import annotations

from collections.abc import Sequence

from optimization.errors import BadInputError
from optimization.parameters.lever_cells import LeverCell
from optimization.search.loop.loop_reasons import left_over_reason, met_reason, shrinking_steps_hint, stuck_steps_hint
from optimization.search.loop.loop_run import GrowthEvaluation, LoopOutcome, LoopRun
from optimization.search.loop.step_modes import MOVED_FAMILIES, mode_step
from optimization.search.loop.target_loop_result import LoopStatus
from optimization.search.movable_levers import LEVER_DECIMALS, MovableLever

# An iteration that closes less than this share of the gap makes no progress. With a response of one, Conservative, the
# slowest mode, still closes 0.013 of it in its tenth iteration.
PROGRESS_SHARE_MIN = 0.01
# One such iteration may be a step of promotions; two in a row are a stall.
STALLED_ITERATIONS = 2
_AT_BOUNDS = "All levers that this mode moves are at their bounds."
_TOO_SMALL = f"The next step is too small for levers, which are set to {LEVER_DECIMALS} decimals."


def step_search(run: LoopRun, levers: Sequence[MovableLever]) -> LoopOutcome:
    """Move the levers by shrinking steps until growth meets the target, progress stalls or iterations are used up.

    Raises:
        BadInputError: none of the levers is one that the step modes move.
        SimulationError: a candidate could not be simulated or its growth not measured.
    """
    _refuse_levers_without_steps(run, levers)
    values = {cell: room.today for lever in levers for cell, room in lever.rooms.items()}
    today = current = _measured(run, levers, values)
    slow = 0
    for iteration in range(1, run.config.max_iterations + 1):
        if run.meets_target(current):
            break
        moved = mode_step(current.gap, mode=run.config.mode, iteration=iteration, levers=levers, values=values)
        if moved == values:
            has_room = _has_room(levers, values, rising=current.gap > 0)
            return _short(run, LoopStatus.STALLED, _TOO_SMALL if has_room else _AT_BOUNDS, today)
        values, before = moved, current
        current = _measured(run, levers, values)
        slow = slow + 1 if abs(current.gap) > (1 - PROGRESS_SHARE_MIN) * abs(before.gap) else 0
        if slow == STALLED_ITERATIONS and not run.meets_target(current):
            reason = f"The last {STALLED_ITERATIONS} iterations closed less than {PROGRESS_SHARE_MIN:.0%} of the gap."
            return _short(run, LoopStatus.STALLED, reason, today)
    if not run.meets_target(current):
        return _short(run, LoopStatus.BUDGET_EXHAUSTED, "", today)
    return _outcome(LoopStatus.CONVERGED, met_reason(run, current), today, current)


def _measured(run: LoopRun, levers: Sequence[MovableLever], values: dict[LeverCell, float]) -> GrowthEvaluation:
    """Growth at the given values, as the record of an iteration."""
    rooms = {cell: room for lever in levers for cell, room in lever.rooms.items()}
    changed = {cell: value for cell, value in values.items() if value != rooms[cell].today}
    evaluation = run.evaluate([changed])[0]
    run.record(evaluation)
    return evaluation


def _has_room(levers: Sequence[MovableLever], values: dict[LeverCell, float], *, rising: bool) -> bool:
    """Whether a lever that the step modes move could go on."""
    rooms = [lever.rooms for lever in levers if lever.family in MOVED_FAMILIES]
    return any(
        values[cell] != (room.upper if rising else room.lower) for cells in rooms for cell, room in cells.items()
    )


def _short(run: LoopRun, status: LoopStatus, reason: str, today: GrowthEvaluation) -> LoopOutcome:
    best = run.best_so_far
    is_stalled = status is LoopStatus.STALLED
    hint = stuck_steps_hint() if is_stalled else shrinking_steps_hint(run.config.mode)
    sentences = [reason, left_over_reason(run, best), hint]
    return _outcome(status, " ".join(filter(None, sentences)), today, best)


def _outcome(status: LoopStatus, reason: str, today: GrowthEvaluation, proposed: GrowthEvaluation) -> LoopOutcome:
    return LoopOutcome(status=status, reason=reason, today=today, proposed=proposed, achievable_range=None)


def _refuse_levers_without_steps(run: LoopRun, levers: Sequence[MovableLever]) -> None:
    if not any(lever.family in MOVED_FAMILIES for lever in levers):
        raise BadInputError(
            f"Mode {run.config.mode} moves {', '.join(MOVED_FAMILIES)} only, and none of them may move here "
            f"(movable: {', '.join(lever.name for lever in levers)}). Use mode Adaptive, or choose other levers."
        )
