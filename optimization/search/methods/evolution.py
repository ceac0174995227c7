"""Differential evolution (Storn, Price 1997): a population of candidates, one batch a generation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimization.search.methods.gradient_methods import followed_by_slsqp
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
# Of the allowance. A population finds the region, and is slow to find the point in it, above all at a bound: the rest
# is for following the slope from the best of it, as SciPy's own evolution does by default.
_EVOLVED_SHARE = 0.6
# The population has converged when its objectives differ by no more than this, in absolute terms: SciPy's default is
# relative to the objective, and ends the search far too early.
_OBJECTIVE_SPREAD = 1e-6


def differential_evolution(
    points: ScoredPoints, start: NDArray[np.float64], *, max_evaluations: int, rng: np.random.Generator
) -> SolverEnd:
    """Evolve from the start and a Latin hypercube around it, then follow the slope from the best."""
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
        # SciPy asks once for a single point, to count the constraints: there it hands over no columns but the point.
        found = np.array([score.constraints for score in points.scores(np.atleast_2d(columns.T))])
        return found.T if columns.ndim > 1 else found[0]

    limits: Any = optimize.NonlinearConstraint(constraints, -np.inf, 0.0) if points.has_constraints else ()
    found = evolve(
        objectives,
        optimize.Bounds(np.zeros(points.dimension), np.ones(points.dimension)),
        init=first,
        maxiter=max(int(_EVOLVED_SHARE * max_evaluations) // size - 1, 1),
        tol=0.0,
        atol=_OBJECTIVE_SPREAD,
        rng=rng,
        polish=False,
        updating="deferred",
        vectorized=True,
        constraints=limits,
    )
    return followed_by_slsqp(points, found, max_iterations=max_evaluations)
