"""The problem as solvers see it: numbers at points of the unit cube, asked for in batches and never twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimization.search.movable_levers import STEPPED_FAMILY
from optimization.search.problem.objective_problem import ObjectiveProblem
from optimization.search.side_by_side import Ask

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Solvers keep constraints only as exactly as their own tolerances; held by this share of its scale to spare, a
# constraint is kept by the answer itself. Tolerances below are a tenth of it or less.
CONSTRAINT_MARGIN = 1e-6
# Of a lever's range. Rounded levers make smaller probes useless, larger ones blur the slope.
PROBE_STEP = 1e-3
# Promotions happen one by one: the slope over a smaller step is the luck of a few people.
STEPPED_PROBE_STEP = 1e-2


@dataclass(frozen=True, kw_only=True)
class PointScore:
    """Objective and constraint values at a point; constraints relative to their scale, feasible at zero or less."""

    objective: float
    constraints: tuple[float, ...]


class ScoredPoints:
    """Objective and constraints at points, from simulated candidates.

    Args:
        problem: What is scored.
        ask: Gives metrics of candidates.
    """

    def __init__(self, problem: ObjectiveProblem, ask: Ask) -> None:
        self._problem = problem
        self._ask = ask
        self._known: dict[bytes, PointScore] = {}

    @property
    def dimension(self) -> int:
        """The number of coordinates."""
        return self._problem.space.dimension

    @property
    def count(self) -> int:
        """At how many points they are known."""
        return len(self._known)

    @property
    def has_constraints(self) -> bool:
        """Whether there is anything to keep to but bounds."""
        return bool(self._problem.constraints)

    def scores(self, points: NDArray[np.float64]) -> list[PointScore]:
        """Scores at points, shape (points, dimension), simulated as one batch where they are not known."""
        import numpy as np

        inside = np.clip(points, 0.0, 1.0)
        new = {point.tobytes(): point for point in inside if point.tobytes() not in self._known}
        candidates = [self._problem.space.candidate(point) for point in new.values()]
        if candidates:
            metrics = self._ask(candidates)
            for key, candidate, found in zip(new, candidates, metrics, strict=True):
                score = self._problem.score(candidate, found)
                self._known[key] = PointScore(
                    objective=score.objective,
                    constraints=tuple(
                        part / constraint.scale + CONSTRAINT_MARGIN
                        for constraint, parts in zip(self._problem.constraints, score.excess, strict=True)
                        for part in parts
                    ),
                )
        return [self._known[point.tobytes()] for point in inside]

    def objective(self, point: NDArray[np.float64]) -> float:
        """The objective at one point."""
        return self.scores(point.reshape(1, -1))[0].objective

    def constraints(self, point: NDArray[np.float64]) -> NDArray[np.float64]:
        """Constraint values at one point, shape (constraint parts,)."""
        import numpy as np

        return np.array(self.scores(point.reshape(1, -1))[0].constraints)

    def gradient(self, point: NDArray[np.float64]) -> NDArray[np.float64]:
        """The objective's slope along each coordinate by one-sided differences, shape (dimension,)."""
        import numpy as np

        base, probes, steps = self._probes(point)
        return np.array([probe.objective - base.objective for probe in probes]) / steps

    def jacobian(self, point: NDArray[np.float64]) -> NDArray[np.float64]:
        """The constraints' slopes from the same probes as the gradient, shape (constraint parts, dimension)."""
        import numpy as np

        base, probes, steps = self._probes(point)
        slopes: NDArray[np.float64] = np.array([probe.constraints for probe in probes]) - np.array(base.constraints)
        return slopes.T / steps

    def _probes(self, point: NDArray[np.float64]) -> tuple[PointScore, Sequence[PointScore], NDArray[np.float64]]:
        """The point and one neighbour along each coordinate, together one batch; backwards where the bound is near."""
        import numpy as np

        base = np.clip(point, 0.0, 1.0)
        sizes = np.array([_probe_step(variable.family.name) for variable in self._problem.space.variables])
        steps = np.where(base + sizes <= 1.0, sizes, -sizes)
        first, *others = self.scores(np.vstack([base, base + np.diag(steps)]))
        return first, others, steps


def _probe_step(family: str) -> float:
    return STEPPED_PROBE_STEP if family == STEPPED_FAMILY else PROBE_STEP
