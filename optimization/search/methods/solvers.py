"""The solver behind each method's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from optimization.search.engine_config import MethodName
from optimization.search.methods.derivative_free_methods import cobyla, cobyqa
from optimization.search.methods.evolution import differential_evolution
from optimization.search.methods.gradient_methods import l_bfgs_b, slsqp, tnc, trust_constr
from optimization.search.methods.scored_points import ScoredPoints
from optimization.search.methods.solver_end import SolverEnd

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# By the count of evaluations a solver would end before the allowance does, since what is known already costs nothing;
# without any limit it could circle among known points for ever.
_ITERATIONS_PER_EVALUATION = 10

_LOCAL: Mapping[MethodName, Callable[..., SolverEnd]] = {
    MethodName.SLSQP: slsqp,
    MethodName.L_BFGS_B: l_bfgs_b,
    MethodName.TNC: tnc,
    MethodName.COBYLA: cobyla,
    MethodName.COBYQA: cobyqa,
}


def solve(  # noqa: PLR0913 - what is searched, from where, and with what allowance
    method: MethodName,
    points: ScoredPoints,
    start: NDArray[np.float64],
    *,
    max_evaluations: int,
    searches: int,
    rng: np.random.Generator,
) -> SolverEnd:
    """Run one search from a start until it ends by itself.

    Args:
        method: Any but `auto`.
        points: What is searched.
        start: A point of the unit cube, shape (dimension,).
        max_evaluations: What is allowed, to all searches together; it is kept by what `points` asks.
        searches: How many share it.
        rng: Chance, for the methods that use it.

    Raises:
        SearchEndedError: the allowance is used up.
        SimulationError: a candidate could not be simulated.
    """
    if method is MethodName.DE:
        return differential_evolution(points, start, max_evaluations=max_evaluations // searches, rng=rng)
    if method is MethodName.TRUST_CONSTR:
        return trust_constr(points, start, max_evaluations=max_evaluations // searches)
    return _LOCAL[method](points, start, max_iterations=_ITERATIONS_PER_EVALUATION * max_evaluations)
