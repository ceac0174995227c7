"""Every candidate that was met on the way to a front, with its metrics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from optimization.parameters.lever_cells import LeverCell, LeverVector
from optimization.search.metered_simulator import EndReason, SearchEndedError
from optimization.search.problem.objective_problem import ObjectiveProblem
from optimization.search.side_by_side import Ask
from optimization.simulation.protocol import Metrics


@dataclass(frozen=True, kw_only=True)
class FoundCandidate:
    """A candidate with its metrics."""

    candidate: LeverVector
    metrics: Metrics


class FoundCandidates:
    """Asks for metrics, and remembers every answer; today's levers are known from the beginning.

    Args:
        problem: Says what today's levers give.
        ask: Gives metrics, and gives them again for nothing where it gave them before, as `MeteredSimulator` does.
    """

    def __init__(self, problem: ObjectiveProblem, ask: Ask) -> None:
        self._ask = ask
        self._found: dict[frozenset[tuple[LeverCell, float]], FoundCandidate] = {}
        self._remember([LeverVector(cells={})], [problem.today])
        self.end_reason: EndReason | None = None

    def ask(self, candidates: Sequence[LeverVector]) -> list[Metrics]:
        """Metrics of each candidate, in order.

        Raises:
            SearchEndedError: the allowance is used up; `end_reason` says how, and what was simulated is remembered.
            SimulationError: a candidate could not be simulated.
        """
        try:
            metrics = self._ask(candidates)
        except SearchEndedError as ended:
            self.end_reason = ended.reason
            if ended.reason is EndReason.BUDGET:
                self._remember_the_simulated(candidates)
            raise
        self._remember(candidates, metrics)
        return metrics

    @property
    def all(self) -> tuple[FoundCandidate, ...]:
        """Everything so far, today's levers first."""
        return tuple(self._found.values())

    def best(self, problem: ObjectiveProblem) -> FoundCandidate:
        """What serves a problem best, the first of equals."""
        return min(self.all, key=lambda found: problem.score(found.candidate, found.metrics).rank)

    def _remember(self, candidates: Sequence[LeverVector], metrics: Sequence[Metrics]) -> None:
        for candidate, given in zip(candidates, metrics, strict=True):
            key = frozenset(candidate.cells.items())
            self._found.setdefault(key, FoundCandidate(candidate=candidate, metrics=given))

    def _remember_the_simulated(self, candidates: Sequence[LeverVector]) -> None:
        """A batch that met the ceiling was simulated in part: what is asked for alone is answered if it was."""
        for candidate in candidates:
            try:
                self._remember([candidate], self._ask([candidate]))
            except SearchEndedError:
                continue
