"""SciPy's methods that follow a gradient: SLSQP, L-BFGS-B, TNC and trust-constr.

All probes of a gradient are one batch, and the constraints' slopes come of the same probes. SciPy's own differences
would hand over those of the objective alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from optimization.search.methods.scored_points import PROBE_STEP, ScoredPoints
from optimization.search.methods.solver_end import SolverEnd

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Objectives are of order one, and what a search gains is a hundredth of that: less than a thousandth of the gain is of
# no consequence to anybody. A tenth of it takes half as many evaluations again.
_OBJECTIVE_TOLERANCE = 1e-5
# Of a lever's range: a tenth of a basis point of a merit rate.
_POINT_TOLERANCE = 1e-4
# Of a lever's range: the first steps of a trust region look around, and do not jump to a corner.
_FIRST_RADIUS = 0.25
# Of the objective, which is of order one: a barrier of SciPy's own first height, a tenth, would rule the first steps,
# and one below the last is of no consequence. The first is left as soon as its own optimum is near.
_FIRST_BARRIER = 1e-3
_FIRST_BARRIER_TOLERANCE = 1e-2
_LAST_BARRIER = 1e-5
# Of a lever's range. At a bound its barrier is infinite: a start that lies there, as today's levers may, leaves it no
# step. A tenth of the first radius is away from the barrier, and near to the start.
_OFF_THE_BOUNDS = 0.025
# Of the allowance. An interior point comes slowly to a narrow band between constraints: the rest is for SLSQP.
_INTERIOR_SHARE = 0.6
# SciPy ends at a slope below this even where the barrier is still high, and the answer far from the constraint.
_BARRIER_SLOPE = 1e-8


def slsqp(
    points: ScoredPoints,
    start: NDArray[np.float64],
    *,
    max_iterations: int,
    objective_tolerance: float = _OBJECTIVE_TOLERANCE,
) -> SolverEnd:
    """Sequential least squares programming (Kraft 1988), ended too by an iteration that hardly moves.

    Its own end asks that a constraint be kept to the last digit, or that the objective fall by what one-sided slopes
    promise. Where a constraint is active it can look for that in vain, at a dozen candidates an iteration.
    """
    last = start
    is_settled = False

    def end_if_settled(point: NDArray[np.float64]) -> None:
        nonlocal last, is_settled
        is_settled = bool(abs(point - last).max() < _POINT_TOLERANCE)
        last = point.copy()
        if is_settled:
            raise StopIteration

    constraints: Any = ()
    if points.has_constraints:
        # SciPy's inequality constraints are kept at zero or more.
        constraints = {
            "type": "ineq",
            "fun": lambda point: -points.constraints(point),
            "jac": lambda point: -points.jacobian(point),
        }
    options = {"maxiter": max_iterations, "ftol": objective_tolerance}
    end = _end(_minimize("SLSQP", points, start, constraints=constraints, options=options, callback=end_if_settled))
    if not is_settled:
        return end
    message = f"The last iteration moved no lever by more than {_POINT_TOLERANCE:g} of its range"
    return replace(end, converged=True, message=message)


def l_bfgs_b(points: ScoredPoints, start: NDArray[np.float64], *, max_iterations: int) -> SolverEnd:
    """Limited-memory BFGS within bounds (Byrd, Lu, Nocedal, Zhu 1995); knows no other constraints."""
    options = {"maxiter": max_iterations, "ftol": _OBJECTIVE_TOLERANCE, "gtol": _POINT_TOLERANCE}
    return _end(_minimize("L-BFGS-B", points, start, options=options))


def tnc(points: ScoredPoints, start: NDArray[np.float64], *, max_iterations: int) -> SolverEnd:
    """Truncated Newton within bounds (Nash 1984); knows no other constraints."""
    options = {
        "maxfun": max_iterations,
        "ftol": _OBJECTIVE_TOLERANCE,
        "xtol": _POINT_TOLERANCE,
        # TNC takes differences of gradients too. Over its own step, 1e-8, they are the rounding of the levers.
        "accuracy": PROBE_STEP,
    }
    return _end(_minimize("TNC", points, start, options=options))


def trust_constr(points: ScoredPoints, start: NDArray[np.float64], *, max_evaluations: int) -> SolverEnd:
    """Interior point within a trust region (Byrd, Hribar, Nocedal 1999), then SLSQP from where it ends.

    It ends when its region has shrunk, which near a corner it also does at a slope, or when its share is used up.
    """
    import numpy as np
    from scipy.optimize import NonlinearConstraint

    constraints: Any = ()
    if points.has_constraints:
        constraints = NonlinearConstraint(points.constraints, -np.inf, 0.0, jac=points.jacobian, hess=_curvature())
    options = {
        "maxiter": max_evaluations,
        "gtol": _BARRIER_SLOPE,
        "xtol": _POINT_TOLERANCE,
        "initial_tr_radius": _FIRST_RADIUS,
        "initial_barrier_parameter": _FIRST_BARRIER,
        "initial_barrier_tolerance": _FIRST_BARRIER_TOLERANCE,
        "barrier_tol": _LAST_BARRIER,
    }

    def end_if_spent(_point: NDArray[np.float64], _state: Any) -> bool:
        return points.count >= _INTERIOR_SHARE * max_evaluations

    inside = np.clip(start, _OFF_THE_BOUNDS, 1.0 - _OFF_THE_BOUNDS)
    given = {"hess": _curvature(), "constraints": constraints, "callback": end_if_spent}
    found = _minimize("trust-constr", points, inside, options=options, **given)
    return followed_by_slsqp(points, found, max_iterations=max_evaluations)


def followed_by_slsqp(points: ScoredPoints, found: Any, *, max_iterations: int) -> SolverEnd:
    """SLSQP from the point that another method of SciPy ended at; whether that has converged is its verdict."""
    polished = slsqp(points, found.x, max_iterations=max_iterations)
    return SolverEnd(
        converged=polished.converged,
        message=f"{str(found.message).rstrip('.')}; then {polished.message}",
        iterations=int(found.nit) + polished.iterations,
    )


def _curvature() -> Any:
    """SciPy's own estimate of second derivatives, which warns its user where a slope has not changed at all."""
    from scipy.optimize import BFGS

    class Curvature(BFGS):
        def update(self, delta_x: Any, delta_grad: Any) -> None:
            if delta_grad.any():
                super().update(delta_x, delta_grad)

    return Curvature()


def _minimize(
    method: str, points: ScoredPoints, start: NDArray[np.float64], *, options: dict[str, Any], **given: Any
) -> Any:
    """SciPy's own result."""
    import numpy as np
    from scipy import optimize

    # The stubs know points of one shape only.
    minimize: Any = optimize.minimize
    return minimize(
        points.objective,
        start,
        method=method,
        jac=points.gradient,
        bounds=optimize.Bounds(np.zeros(points.dimension), np.ones(points.dimension), keep_feasible=True),
        options=options,
        **given,
    )


def _end(found: Any) -> SolverEnd:
    return SolverEnd(converged=bool(found.success), message=str(found.message), iterations=int(found.nit))
