"""Differential evolution (Storn, Price 1997): a population of candidates, one batch a generation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimization.search.methods.scored_points import ScoredPoints
from optimization.search.methods.solver_end import SolverEnd

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Fewer than five cannot be crossed with one another; more than this per lever wait too long for their turn.
_SMALLEST_POPULATION = 5
_PEOPLE_PER_VARIABLE = 8
# A small allowance is better spent on generations than on a large first one.
_GENERATIONS_WANTED = 10
# The population has converged when its objectives differ by no more than this, in absolute terms: SciPy's default is
# relative to the objective, and ends the search far too early.
_OBJECTIVE_SPREAD = 1e-6


def differential_evolution(
    points: ScoredPoints, start: NDArray[np.float64], *, max_evaluations: int, rng: np.random.Generator
) -> SolverEnd:
    """Evolve from the start and a Latin hypercube around it, until the population agrees."""
    import numpy as np
    from scipy import optimize
    from scipy.stats import qmc

    # The stubs know an objective of one point only.
    evolve: Any = optimize.differential_evolution

    size = min(_PEOPLE_PER_VARIABLE * points.dimension, max_evaluations // _GENERATIONS_WANTED)
    size = max(size, _SMALLEST_POPULATION)
    first = qmc.LatinHypercube(points.dimension, rng=rng).random(size)
    first[0] = start

    def objectives(columns: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.array([score.objective for score in points.scores(columns.T)])

    def constraints(columns: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.array([score.constraints for score in points.scores(columns.T)]).T

    limits: Any = optimize.NonlinearConstraint(constraints, -np.inf, 0.0) if points.has_constraints else ()
    found = evolve(
        objectives,
        optimize.Bounds(np.zeros(points.dimension), np.ones(points.dimension)),
        init=first,
        maxiter=max_evaluations,
        tol=0.0,
        atol=_OBJECTIVE_SPREAD,
        rng=rng,
        polish=False,
        updating="deferred",
        vectorized=True,
        constraints=limits,
    )
    return SolverEnd(converged=bool(found.success), message=str(found.message), iterations=int(found.nit))
