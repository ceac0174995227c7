"""SciPy's methods that follow a gradient: SLSQP, L-BFGS-B, TNC and trust-constr.

All probes of a gradient are one batch, and the constraints' slopes come of the same probes. SciPy's own differences
would hand over those of the objective alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimization.search.methods.scored_points import ScoredPoints
from optimization.search.methods.solver_end import SolverEnd

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Objectives are of order one: differences below this are of no consequence to anybody.
_OBJECTIVE_TOLERANCE = 1e-8
_POINT_TOLERANCE = 1e-5
# Of a lever's range: the first steps of a trust region look around, and do not jump to a corner.
_FIRST_RADIUS = 0.25


def slsqp(points: ScoredPoints, start: NDArray[np.float64], *, max_iterations: int) -> SolverEnd:
    """Sequential least squares programming (Kraft 1988)."""
    constraints: Any = ()
    if points.has_constraints:
        # SciPy's inequality constraints are kept at zero or more.
        constraints = {
            "type": "ineq",
            "fun": lambda point: -points.constraints(point),
            "jac": lambda point: -points.jacobian(point),
        }
    options = {"maxiter": max_iterations, "ftol": _OBJECTIVE_TOLERANCE}
    return _minimize("SLSQP", points, start, constraints=constraints, options=options)


def l_bfgs_b(points: ScoredPoints, start: NDArray[np.float64], *, max_iterations: int) -> SolverEnd:
    """Limited-memory BFGS within bounds (Byrd, Lu, Nocedal, Zhu 1995); knows no other constraints."""
    options = {"maxiter": max_iterations, "ftol": _OBJECTIVE_TOLERANCE, "gtol": _POINT_TOLERANCE}
    return _minimize("L-BFGS-B", points, start, options=options)


def tnc(points: ScoredPoints, start: NDArray[np.float64], *, max_iterations: int) -> SolverEnd:
    """Truncated Newton within bounds (Nash 1984); knows no other constraints."""
    options = {"maxfun": max_iterations, "ftol": _OBJECTIVE_TOLERANCE, "xtol": _POINT_TOLERANCE}
    return _minimize("TNC", points, start, options=options)


def trust_constr(points: ScoredPoints, start: NDArray[np.float64], *, max_iterations: int) -> SolverEnd:
    """Interior point within a trust region (Byrd, Hribar, Nocedal 1999)."""
    import numpy as np
    from scipy.optimize import NonlinearConstraint

    constraints: Any = ()
    if points.has_constraints:
        constraints = NonlinearConstraint(points.constraints, -np.inf, 0.0, jac=points.jacobian)
    options = {
        "maxiter": max_iterations,
        "gtol": _POINT_TOLERANCE,
        "xtol": _POINT_TOLERANCE,
        "initial_tr_radius": _FIRST_RADIUS,
    }
    return _minimize("trust-constr", points, start, constraints=constraints, options=options)


def _minimize(
    method: str, points: ScoredPoints, start: NDArray[np.float64], *, options: dict[str, Any], constraints: Any = ()
) -> SolverEnd:
    import numpy as np
    from scipy import optimize

    # The stubs know points of one shape only.
    minimize: Any = optimize.minimize
    found = minimize(
        points.objective,
        start,
        method=method,
        jac=points.gradient,
        bounds=optimize.Bounds(np.zeros(points.dimension), np.ones(points.dimension), keep_feasible=True),
        constraints=constraints,
        options=options,
    )
    return SolverEnd(converged=bool(found.success), message=str(found.message), iterations=int(found.nit))
