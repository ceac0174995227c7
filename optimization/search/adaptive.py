"""The Adaptive mode: the smallest change of the levers that meets the target, or the proof that none does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from optimization.search.first_batch import FirstBatch, first_batch
from optimization.search.lever_paths import LeastChangePath, StraightPath
from optimization.search.loop_reasons import between_reason, left_over_reason, met_reason, out_of_reach_reason
from optimization.search.loop_run import GrowthEvaluation, LoopOutcome, LoopRun, nearest_to_target
from optimization.search.movable_levers import MovableLever
from optimization.search.path_search import PathSearch
from optimization.search.target_loop_result import LoopStatus

# People are promoted one by one, so growth moves in steps with this lever and smoothly with the others.
STEPPED_FAMILY = "promotion_probability"
# Stepped levers come to rest once this share of the first gap is left, so that what the smooth ones close alone hardly
# adds to the change; or after this many batches on the path, when a gap that is still larger is a step.
GAP_LEFT_TO_REST = 0.1
PATH_BATCHES_TO_REST = 2


def adaptive_search(run: LoopRun, levers: Sequence[MovableLever]) -> LoopOutcome:
    """Meet the target with the least change of the levers.

    The first batch holds today's levers, all levers at either bound, and a probe of each lever. The probes give the
    path of least change; growth is taken to be monotone along it, so that two ends on one side of the target prove it
    out of reach. Otherwise every further batch shrinks a bracket on the path. Only today's levers and points of a path
    are recorded and proposed: a probe or an end that happens to meet the target is no least change.

    Raises:
        SimulationError: a candidate could not be simulated or its growth not measured.
    """
    return _Walk(run, levers=levers, first=first_batch(run, levers)).outcome()


class _Walk:
    """The batches after the first: along the path of least change, and along others where that one does not do."""

    def __init__(self, run: LoopRun, *, levers: Sequence[MovableLever], first: FirstBatch) -> None:
        self._run = run
        self._levers = levers
        self._first = first
        self._rising = first.today.gap > 0
        self._towards = self._least_change(rising=self._rising)
        self._opposite = self._least_change(rising=not self._rising)
        self._main = self._search = self._towards
        self._may_rest_steps = any(lever.family == STEPPED_FAMILY for lever in levers)
        self._may_go_straight = True

    def outcome(self) -> LoopOutcome:
        """Walk until the target is met, proved out of reach or jumped over, or the batches are used up."""
        run, today = self._run, self._first.today
        if run.meets_target(today):
            run.record(today)
            reason = f"{met_reason(run, today)} These are today's levers: nothing is changed."
            return self._ended(LoopStatus.CONVERGED, reason)
        run.record(today, cost_follows=True)
        while (status := self._status()) is None:
            run.record(self._best)
            self._advance(self._search)
        run.record(self._best)
        return self._ended(status, self._reason(status))

    @property
    def _may_simulate(self) -> bool:
        return self._run.batches < self._run.config.max_iterations

    @property
    def _best(self) -> GrowthEvaluation:
        """The point to propose. An end beyond the target changes more than is needed, so it must be all there is."""
        searches = (self._search, self._main)
        if self._may_simulate and not self._search.met_a_jump:
            return nearest_to_target(search.nearest_before_the_end for search in searches)
        return nearest_to_target(search.nearest for search in searches)

    def _status(self) -> LoopStatus | None:
        """How the walk has ended, or None when another batch may lead further; turns to another path where one must."""
        if self._run.meets_target(self._best):
            return LoopStatus.CONVERGED
        if self._search.is_used_up and self._takes_another_path():
            return self._status()
        if self._search.is_used_up and self._opposite.end is not None:
            return LoopStatus.INFEASIBLE
        if self._search.met_a_jump:
            return LoopStatus.STALLED
        return None if self._may_simulate else LoopStatus.BUDGET_EXHAUSTED

    def _least_change(self, *, rising: bool) -> PathSearch:
        """The path from today's levers, with its end where the first batch has evaluated it."""
        first = self._first
        path = LeastChangePath(levers=self._levers, responses=first.responses, rising=rising, base={})
        search = PathSearch(path, start=first.today)
        end = path.at(path.length)
        known = next((side for side in (first.lowest, first.highest) if side.vector.cells == end), None)
        if known is not None:
            search.add(path.length, known)
        return search

    def _advance(self, search: PathSearch) -> None:
        """One batch; the opposite end, where it is still unknown, shares it so that the range can be reported."""
        end = self._opposite.path.length
        unknown = [self._opposite.path.at(end)] if self._opposite.end is None else []
        for found in search.advance(self._run, others=unknown):
            self._opposite.add(end, found)
        sides = search.sides
        if self._may_rest_steps and sides is not None and not any(map(self._run.meets_target, sides)):
            self._rest_steps(sides)

    def _rest_steps(self, sides: tuple[GrowthEvaluation, GrowthEvaluation]) -> None:
        """Leave stepped levers where they are on one side of the target, and close what is left with the smooth ones.

        A jump of the stepped levers may cover the target; the smooth ones then still meet it.
        """
        small = GAP_LEFT_TO_REST * abs(self._first.today.gap)
        path_batches = self._run.batches - 1
        if path_batches < PATH_BATCHES_TO_REST and abs(nearest_to_target(sides).gap) > small:
            return
        self._may_rest_steps = False
        for anchor in sorted(sides, key=lambda side: abs(side.gap)):
            path = self._smooth_path(anchor)
            if path.length > abs(anchor.gap):
                self._search = PathSearch(path, start=anchor)
                return

    def _smooth_path(self, anchor: GrowthEvaluation) -> LeastChangePath:
        """The path towards the target from a candidate, for the levers that showed a response and have no steps."""
        smooth = [
            (_from_anchor(lever, anchor), response)
            for lever, response in zip(self._levers, self._first.responses, strict=True)
            if lever.family != STEPPED_FAMILY and response != 0
        ]
        return LeastChangePath(
            levers=[lever for lever, _ in smooth],
            responses=[response for _, response in smooth],
            rising=anchor.gap > 0,
            base=anchor.vector.cells,
        )

    def _takes_another_path(self) -> bool:
        """Whether there is one, where the present path ends on the side of the target where it began."""
        if self._search is not self._main:
            self._search = self._main
            return True
        first, today = self._first, self._first.today
        ends = [search.end for search in (self._towards, self._opposite) if search.end is not None]
        seen = (first.lowest, first.highest, *first.probes, *ends)
        reaching = [found for found in seen if found.gap * today.gap < 0 or self._run.meets_target(found)]
        if not reaching or not self._may_go_straight:
            return False
        self._may_go_straight = False
        candidate = nearest_to_target(reaching)
        length = abs(candidate.growth - today.growth)
        rooms = {cell: room for lever in self._levers for cell, room in lever.rooms.items()}
        path = StraightPath(rooms=rooms, candidate=candidate.vector.cells, length=length, rising=self._rising)
        self._main = self._search = PathSearch(path, start=today)
        self._search.add(length, candidate)
        return True

    def _reason(self, status: LoopStatus) -> str:
        run, search, best = self._run, self._search, self._run.best_so_far
        if status is LoopStatus.CONVERGED:
            return met_reason(run, best)
        if status is LoopStatus.INFEASIBLE:
            return out_of_reach_reason(run, self._levers, best)
        sentences = [left_over_reason(run, best)]
        if search.sides is not None:
            sentences.append(between_reason(run, search.sides))
        sentences.append(
            "Growth jumps there: let a lever move that changes growth smoothly, or accept a wider tolerance."
            if status is LoopStatus.STALLED
            else f"Allow more than {run.config.max_iterations} iterations, or accept a wider tolerance."
        )
        return " ".join(sentences)

    def _ended(self, status: LoopStatus, reason: str) -> LoopOutcome:
        knows_both_ends = self._towards.end is not None and self._opposite.end is not None
        return LoopOutcome(
            status=status,
            reason=reason,
            today=self._first.today,
            proposed=self._run.best_so_far,
            achievable_range=self._run.growth_range if knows_both_ends else None,
        )


def _from_anchor(lever: MovableLever, anchor: GrowthEvaluation) -> MovableLever:
    """The lever with its starting values taken from a candidate."""
    rooms = {cell: replace(room, today=anchor.vector.cells.get(cell, room.today)) for cell, room in lever.rooms.items()}
    return replace(lever, rooms=rooms)
