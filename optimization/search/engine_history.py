"""What a search has seen so far: every candidate with its score, the best of them, and a record per step."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from optimization.parameters.lever_cells import LeverVector
from optimization.search.engine_result import BatchRecord
from optimization.search.metered_simulator import MeteredSimulator, SimulatedCandidate
from optimization.search.problem.objective_problem import ObjectiveProblem, Score
from optimization.simulation.protocol import Metrics

OnBatch = Callable[[BatchRecord], None]


@dataclass(frozen=True, kw_only=True)
class ScoredCandidate:
    """A simulated candidate with what it is worth."""

    simulated: SimulatedCandidate
    score: Score


class EngineHistory:
    """Scores what a metered simulator sees, as it is seen; begins with what it has seen already.

    Args:
        problem: What scores.
        metered: What simulates.
        began: When the first batch began, in seconds of `time.perf_counter`; now unless given.
        on_batch: Told every record.
    """

    def __init__(
        self,
        problem: ObjectiveProblem,
        metered: MeteredSimulator,
        *,
        began: float | None = None,
        on_batch: OnBatch = lambda _record: None,
    ) -> None:
        self._problem = problem
        self._metered = metered
        self._on_batch = on_batch
        self._clock = time.perf_counter() if began is None else began
        self.scored: list[ScoredCandidate] = []
        self.records: list[BatchRecord] = []
        self._best: ScoredCandidate | None = None
        self._catch_up()

    @property
    def best(self) -> ScoredCandidate:
        """The best so far, the first of equals."""
        assert self._best is not None, "a search begins with its first batch"
        return self._best

    def simulate(self, candidates: Sequence[LeverVector]) -> list[Metrics]:
        """Metrics of each candidate, in order; what is new of them is scored and recorded as a step.

        Raises:
            SearchEndedError: as `MeteredSimulator.simulate`; what it simulated before it ended is recorded.
            SimulationError: a candidate could not be simulated, or a metric that counts not be measured.
        """
        try:
            return self._metered.simulate(candidates)
        finally:
            self._catch_up()

    def _catch_up(self) -> None:
        new = self._metered.seen[len(self.scored) :]
        if not new:
            return
        scored = [
            ScoredCandidate(simulated=each, score=self._problem.score(each.candidate, each.metrics)) for each in new
        ]
        self.scored += scored
        self._best = min(scored if self._best is None else [self._best, *scored], key=lambda each: each.score.rank)
        now, best = time.perf_counter(), self.best.score
        record = BatchRecord(
            step=len(self.records) + 1,
            evaluations=self._metered.evaluations,
            cached=sum(each.is_cached for each in new),
            best_objective=best.objective,
            best_violation=best.total_violation,
            seconds=now - self._clock,
        )
        self._clock = now
        self.records.append(record)
        self._on_batch(record)
