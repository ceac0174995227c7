"""Powell's methods and their heirs, which model the objective from its values alone: COBYLA and COBYQA."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimization.search.methods.scored_points import ScoredPoints
from optimization.search.methods.solver_end import SolverEnd

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Of a lever's range: how far the first model looks, and how near the last one.
_FIRST_RADIUS = 0.2
_LAST_RADIUS = 1e-4
# By how much of its scale a constraint may be broken and still be taken for kept: below the margin that it is held by.
_FEASIBILITY_TOLERANCE = 1e-7


def cobyla(points: ScoredPoints, start: NDArray[np.float64], *, max_iterations: int) -> SolverEnd:
    """Constrained optimisation by linear approximations (Powell 1994)."""
    import numpy as np
    from scipy import optimize

    # The stubs know points of one shape only.
    minimize: Any = optimize.minimize
    options = {"rhobeg": _FIRST_RADIUS, "tol": _LAST_RADIUS, "catol": _FEASIBILITY_TOLERANCE, "maxiter": max_iterations}
    # It takes its first steps upwards only, and where a bound stands in the way of them ends at once.
    below = np.minimum(start, 1.0 - _FIRST_RADIUS)
    found = minimize(points.objective, below, method="COBYLA", options=options, **_limits(points))
    return SolverEnd(converged=bool(found.success), message=str(found.message), iterations=int(found.nfev))


def cobyqa(points: ScoredPoints, start: NDArray[np.float64], *, max_iterations: int) -> SolverEnd:
    """Constrained optimisation by quadratic approximations (Ragonneau 2022).

    The author's own package: SciPy's copy holds a lock for the length of a search, so two could not run side by side.
    """
    from cobyqa import minimize

    options = {
        "radius_init": _FIRST_RADIUS,
        "radius_final": _LAST_RADIUS,
        "feasibility_tol": _FEASIBILITY_TOLERANCE,
        "maxfev": max_iterations,
    }
    found = minimize(points.objective, start, options=options, **_limits(points))
    return SolverEnd(converged=bool(found.success), message=str(found.message), iterations=int(found.nit))


def _limits(points: ScoredPoints) -> dict[str, Any]:
    import numpy as np
    from scipy.optimize import Bounds, NonlinearConstraint

    bounds = Bounds(np.zeros(points.dimension), np.ones(points.dimension))
    if not points.has_constraints:
        return {"bounds": bounds}
    return {"bounds": bounds, "constraints": NonlinearConstraint(points.constraints, -np.inf, 0.0)}
