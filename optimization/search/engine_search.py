"""One search of the engine: the problem is set up from a first batch, and solved from every start side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from optimization.errors import BadInputError, is_interruption
from optimization.parameters.lever_cells import LeverVector
from optimization.search.choice import MethodChoice, select_optimal_algorithm
from optimization.search.engine_config import EngineConfig, MethodName
from optimization.search.engine_question import asked_constraints, asked_targets
from optimization.search.engine_world import EngineWorld
from optimization.search.metered_simulator import EndReason, MeteredSimulator, SearchEndedError
from optimization.search.methods.scored_points import ScoredPoints
from optimization.search.methods.solver_end import SolverEnd
from optimization.search.methods.solvers import solve
from optimization.search.movable_levers import STEPPED_FAMILY
from optimization.search.problem.objective_problem import ObjectiveProblem
from optimization.search.problem.objective_weights import ObjectiveWeights
from optimization.search.problem.search_space import SearchSpace
from optimization.search.side_by_side import Ask, Search, run_side_by_side
from optimization.simulation.protocol import Metrics

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# In the words of `select_optimal_algorithm`: how much the objective jumps where levers hardly move.
_STEPS_ARE_NOISE = "medium"
_SMOOTH = "low"
# What a solver's own arithmetic ends in; NumPy's LinAlgError is a ValueError.
_NUMERICAL_FAILURES = (ArithmeticError, ValueError)


def starting_levers(initial: LeverVector, space: SearchSpace) -> LeverVector:
    """What the initial levers change of today's.

    Raises:
        BadInputError: they change what is no decision variable, which no answer may.
    """
    todays = space.table.values()
    changed = {cell: value for cell, value in initial.cells.items() if value != todays[cell]}
    movable = {cell for variable in space.variables for cell in variable.rooms}
    if not changed.keys() <= movable:
        cell = min(changed.keys() - movable)
        raise BadInputError(
            f"The initial parameters change {cell.parameter_name} of level {cell.job_level} in {cell.fiscal_year}, "
            f"which is no decision variable: those are {', '.join(variable.name for variable in space.variables)}. "
            "Name it among the decision variables, or leave it as it is."
        )
    return LeverVector(cells=changed)


def set_up_problem(  # noqa: PLR0913 - the question, where it is asked, and what answers it
    weights: ObjectiveWeights,
    config: EngineConfig,
    world: EngineWorld,
    space: SearchSpace,
    *,
    metered: MeteredSimulator,
    initial: LeverVector,
) -> tuple[ObjectiveProblem, tuple[str, ...]]:
    """The problem over today's levers, with the sentences of `asked_targets`; simulates the first batch.

    The batch holds today's levers and the initial ones, and where there are constraints all levers at their lowest and
    at their highest: cost and growth lie between those, so what neither of them keeps is hard to keep.

    Raises:
        BadInputError: the question does not fit the world.
        SearchEndedError: cancelled before anything was simulated.
        SimulationError: a candidate could not be simulated.
    """
    years = space.table.years
    constraints = asked_constraints(config, years)
    targets, notes = asked_targets(config, world.targets, years)
    first = [LeverVector(cells={}), initial]
    if constraints:
        first += [space.candidate([corner] * space.dimension) for corner in (0.0, 1.0)]
    today = metered.simulate(first)[0]
    return ObjectiveProblem(space=space, weights=weights, targets=targets, constraints=constraints, today=today), notes


def chosen_method(config: EngineConfig, problem: ObjectiveProblem) -> MethodChoice:
    """The config's method, or what `auto` comes to for this problem, with the reason."""
    if config.method is not MethodName.AUTO:
        return MethodChoice(str(config.method), "the question names it")
    makes_steps = any(variable.family.name == STEPPED_FAMILY for variable in problem.space.variables)
    return select_optimal_algorithm(
        problem.space.dimension,
        len(problem.constraints),
        config.timeout_minutes,
        _STEPS_ARE_NOISE if makes_steps else _SMOOTH,
    )


def search(
    problem: ObjectiveProblem,
    method: MethodName,
    config: EngineConfig,
    *,
    ask: Ask,
    initial: LeverVector,
) -> tuple[SolverEnd | SearchEndedError, ...]:
    """Solve from every start until each has ended by itself or the allowance is used up; how each ended, in order.

    Raises:
        SimulationError: a candidate could not be simulated.
    """
    import numpy as np

    starts = _starts(problem.space, config, initial)
    searches: list[Search] = [
        _one_search(problem, method, start, config, rng=np.random.default_rng([config.random_seed, number]))
        for number, start in enumerate(starts)
    ]
    try:
        return tuple(run_side_by_side(searches, ask))
    except BaseException as error:
        # Ctrl-C may come while a solver thinks; what an orchestrator raises in its place is no Exception.
        if is_interruption(error) or not isinstance(error, Exception):
            return (SearchEndedError(EndReason.CANCELLED),)
        raise


def _one_search(
    problem: ObjectiveProblem,
    method: MethodName,
    start: NDArray[np.float64],
    config: EngineConfig,
    *,
    rng: np.random.Generator,
) -> Callable[[Ask], SolverEnd]:
    def run(ask: Ask) -> SolverEnd:
        asked = _FailureNoted(ask)
        try:
            return solve(
                method,
                ScoredPoints(problem, asked),
                start,
                max_evaluations=config.max_evaluations,
                searches=config.multi_start,
                rng=rng,
            )
        except _NUMERICAL_FAILURES as error:
            if error is asked.failure:
                raise
            # What was found before is as good as ever.
            return SolverEnd(converged=False, message=f"it broke off, {type(error).__name__}: {error}", iterations=0)

    return run


class _FailureNoted:
    """Asks, and notes what was raised: a simulator that fails is no solver that gives up."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self.failure: Exception | None = None

    def __call__(self, candidates: Sequence[LeverVector]) -> list[Metrics]:
        try:
            return self._ask(candidates)
        except Exception as error:
            self.failure = error
            raise


def _starts(space: SearchSpace, config: EngineConfig, initial: LeverVector) -> Sequence[NDArray[np.float64]]:
    """The initial levers, and for more starts a Latin hypercube."""
    import numpy as np
    from scipy.stats import qmc

    first = space.nearest_point(initial)
    if config.multi_start == 1:
        return [first]
    rng = np.random.default_rng([config.random_seed, config.multi_start])
    return [first, *qmc.LatinHypercube(space.dimension, rng=rng).random(config.multi_start - 1)]
