"""The Adaptive mode: the smallest change of the levers that meets the target, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence

from optimization.search.loop.first_batch import FirstBatch, first_batch
from optimization.search.loop.lever_paths import least_change_path
from optimization.search.loop.loop_reasons import (
    between_reason,
    left_over_reason,
    met_reason,
    more_iterations_hint,
    out_of_reach_reason,
    stalled_hint,
)
from optimization.search.loop.loop_run import GrowthEvaluation, LoopOutcome, LoopRun, nearest_to_target
from optimization.search.loop.path_search import PathSearch
from optimization.search.loop.reach import Reach
from optimization.search.loop.target_loop_result import LoopStatus
from optimization.search.movable_levers import STEPPED_FAMILY, MovableLever

# Candidates of a batch along paths and at unknown ends: those of one population share most of their cost. While nothing
# seen reaches the target, bounds of single levers and tenths of promotions come on top of the points along such a path.
BATCH_SIZE = 62
# Points of a batch along a path that moves promotions: each has a population of its own.
STEPPED_POINTS = 40
# Points along the path of the smooth levers from either side of a step, which share the population of that side.
SIDE_POINTS = (BATCH_SIZE - STEPPED_POINTS) // 2


def adaptive_search(run: LoopRun, levers: Sequence[MovableLever]) -> LoopOutcome:
    """Meet the target with the least change of the levers.

    The first batch shows how each lever responds near today and in the corners of their room. That gives the path of
    least change, on to the corner of most or of least growth. Every further batch shrinks a bracket on the path, or
    looks for what reaches further. That none does is a proof where growth is monotone in each lever, and where
    promotions move it in steps only says that nothing simulated did. Only today's levers and points of a path are
    recorded and proposed: a probe or a corner that happens to meet the target is no least change.

    Raises:
        SimulationError: a candidate could not be simulated or its growth not measured.
    """
    return _Walk(run, levers=levers, first=first_batch(run, levers)).outcome()


class _Walk:
    """The batches after the first: along the path of least change, and of the smooth levers where steps jump over."""

    def __init__(self, run: LoopRun, *, levers: Sequence[MovableLever], first: FirstBatch) -> None:
        self._run = run
        self._levers = levers
        self._first = first
        self._reach = Reach(run, levers=levers, first=first)
        self._has_steps = any(lever.family == STEPPED_FAMILY for lever in levers)
        self._main = PathSearch(self._reach.path(), run=run, has_steps=self._has_steps)
        self._sides: list[PathSearch] = []

    def outcome(self) -> LoopOutcome:
        """Walk until the target is met, found out of reach or jumped over, or the batches are used up."""
        run, today = self._run, self._first.today
        if run.meets_target(today):
            run.record(today)
            reason = f"{met_reason(run, today)} These are today's levers: nothing is changed."
            return self._ended(LoopStatus.CONVERGED, reason)
        run.record(today, cost_follows=True)
        while True:
            status = self._status()
            self._record()
            if status is not None:
                return self._ended(status, self._reason(status))
            self._advance()

    @property
    def _may_simulate(self) -> bool:
        return self._run.batches < self._run.config.max_iterations

    @property
    def _best(self) -> GrowthEvaluation:
        """The point to propose. An end beyond the target changes more than is needed, so it must be all there is."""
        goes_on = self._may_simulate and not self._main.met_a_jump
        on_path = self._main.nearest_but_ends_beyond if goes_on else self._main.nearest
        return nearest_to_target([on_path, *(side.nearest for side in self._sides)])

    def _record(self) -> None:
        """Close an iteration; a round whose candidates were all known is none, unless one of them is better."""
        run, best = self._run, self._best
        has_simulated = run.evaluations > sum(record.evaluations for record in run.history)
        if has_simulated or nearest_to_target([run.best_so_far, best]) is not run.best_so_far:
            run.record(best)

    @property
    def _smooth(self) -> PathSearch | None:
        """The path of the smooth levers on which the target lies, when steps jump over it."""
        return next((side for side in self._sides if side.bracket is not None), None)

    def _status(self) -> LoopStatus | None:
        """How the walk has ended, or None when another batch may lead further."""
        if self._run.meets_target(self._best):
            return LoopStatus.CONVERGED
        if self._main.is_used_up and not self._reach.unknown:
            return LoopStatus.INFEASIBLE
        if self._met_a_jump:
            return LoopStatus.STALLED
        return None if self._may_simulate else LoopStatus.BUDGET_EXHAUSTED

    @property
    def _met_a_jump(self) -> bool:
        """Whether growth jumps over the target, and smooth levers cannot close what is left on either side."""
        if self._smooth is not None:
            return self._smooth.met_a_jump
        sides = self._smooth_searches() if self._has_steps else []
        return self._main.met_a_jump and all(side.is_used_up for side in sides)

    def _advance(self) -> None:
        """One batch; a path that is used up goes on to what the batch shows to lie beyond it."""
        unknown = self._reach.unknown
        shares = self._shares(BATCH_SIZE - len(unknown))
        wanted = [(search, search.next_places(count)) for search, count in shares]
        points = [search.path.at(place) for search, places in wanted for place in places]
        batch = iter(self._run.evaluate([*points, *unknown]))
        for search, places in wanted:
            search.add({place: next(batch) for place in places})
        if self._main.is_used_up:
            path = self._main.path.with_detour(self._reach.extreme.vector.cells)
            self._main = PathSearch(path, run=self._run, has_steps=self._has_steps)

    def _shares(self, room: int) -> list[tuple[PathSearch, int]]:
        """Where the next batch looks, with about how many points; there is room for so many.

        A step may cover the target. Once a batch has narrowed the path, smooth levers are tried from both its sides.
        """
        if self._smooth is not None:
            return [(self._smooth, room)]
        if not self._has_steps:
            return [(self._main, room)]
        if self._main.batches > 0:
            self._sides = self._smooth_searches()
        return [(self._main, STEPPED_POINTS), *((side, SIDE_POINTS) for side in self._sides)]

    def _smooth_searches(self) -> list[PathSearch]:
        """The paths towards the target from either side of it, for the levers that have no steps."""
        named = zip(self._levers, self._first.responses, strict=True)
        smooth = [0.0 if lever.family == STEPPED_FAMILY else response for lever, response in named]
        paths = (
            least_change_path(self._levers, responses=smooth, start=side.vector.cells, rising=side.gap > 0)
            for side in self._main.sides or ()
        )
        return [PathSearch(path, run=self._run, has_steps=False) for path in paths]

    def _reason(self, status: LoopStatus) -> str:
        run, best = self._run, self._run.best_so_far
        if status is LoopStatus.CONVERGED:
            return met_reason(run, best)
        if status is LoopStatus.INFEASIBLE:
            return out_of_reach_reason(run, self._levers, best)
        search = self._smooth or self._main
        sentences = [left_over_reason(run, best)]
        if search.sides is not None:
            sentences.append(between_reason(run, search.sides, are_neighbours=search.met_a_jump))
        is_stalled = status is LoopStatus.STALLED
        sentences.append(stalled_hint(has_steps=search.has_steps) if is_stalled else more_iterations_hint(run.config))
        return " ".join(sentences)

    def _ended(self, status: LoopStatus, reason: str) -> LoopOutcome:
        return LoopOutcome(
            status=status,
            reason=reason,
            today=self._first.today,
            proposed=self._run.best_so_far,
            achievable_range=self._run.growth_range if self._reach.is_range_known else None,
        )
