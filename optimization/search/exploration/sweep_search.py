"""One search of a sweep: it ends with its share of the evaluations, or when what it tries makes no difference."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from optimization.search.methods.gradient_methods import slsqp
from optimization.search.methods.scored_points import ScoredPoints
from optimization.search.problem.objective_problem import ObjectiveProblem
from optimization.search.side_by_side import Ask, Search

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from optimization.parameters.lever_cells import LeverVector
    from optimization.simulation.protocol import Metrics

# A front is looked at, not computed with: a search has settled when so many points that it tried in turn differ by
# less in their objectives, which are of order one, and violations.
_POINTS_ALIKE = 4
_ALIKE = 1e-5
# Where one term is minimised the others count a thousandth each: SLSQP must see that much less.
_OBJECTIVE_TOLERANCE = 1e-8


class SearchEnd(StrEnum):
    """How a search of a sweep ended."""

    SETTLED = "settled"
    SHARE_USED = "share used"
    STUCK = "stuck"


def smallest_share(problem: ObjectiveProblem) -> int:
    """What a search needs for one slope and one step."""
    return problem.space.dimension + 2


def sweep_search(problem: ObjectiveProblem, start: NDArray[np.float64], *, share: int) -> Search:
    """A search by SLSQP, which returns a `SearchEnd`.

    Args:
        problem: What is searched.
        start: A point of the unit cube, shape (dimension,).
        share: Candidates that it may ask for.
    """

    def search(ask: Ask) -> SearchEnd:
        points = ScoredPoints(problem, _Share(problem, ask, share).ask)
        try:
            end = slsqp(points, start, max_iterations=share, objective_tolerance=_OBJECTIVE_TOLERANCE)
        except _ShareEndedError as ended:
            return ended.end
        return SearchEnd.SETTLED if end.converged else SearchEnd.STUCK

    return search


class _ShareEndedError(Exception):
    """Raised through the solver to end it."""

    def __init__(self, end: SearchEnd) -> None:
        super().__init__(end)
        self.end = end


class _Share:
    """What one search may ask for."""

    def __init__(self, problem: ObjectiveProblem, ask: Ask, candidates: int) -> None:
        self._problem = problem
        self._ask = ask
        self._left = candidates
        self._ranks: deque[tuple[float, float]] = deque(maxlen=_POINTS_ALIKE)

    def ask(self, candidates: Sequence[LeverVector]) -> list[Metrics]:
        if self._has_settled():
            raise _ShareEndedError(SearchEnd.SETTLED)
        if len(candidates) > self._left:
            raise _ShareEndedError(SearchEnd.SHARE_USED)
        self._left -= len(candidates)
        metrics = self._ask(candidates)
        # Several at a time are the probes of a slope.
        if len(candidates) == 1:
            self._ranks.append(self._problem.score(candidates[0], metrics[0]).rank)
        return metrics

    def _has_settled(self) -> bool:
        return len(self._ranks) == _POINTS_ALIKE and all(
            max(values) - min(values) < _ALIKE for values in zip(*self._ranks, strict=True)
        )
