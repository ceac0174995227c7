"""Searching on a response surface: what it may move, and what its answer comes to when it is simulated."""

from __future__ import annotations

from dataclasses import replace

from optimization.parameters.lever_cells import LeverVector
from optimization.search.engine_answer import FinishedSearch
from optimization.search.engine_config import EngineConfig
from optimization.search.engine_history import EngineHistory
from optimization.search.engine_outcome import EngineOutcome
from optimization.search.engine_result import EngineStatus, SyntheticComparison
from optimization.search.metered_simulator import MeteredSimulator
from optimization.search.problem.search_space import SearchSpace
from optimization.simulation.protocol import Simulator
from optimization.simulation.surrogate_levers import SurfaceLever
from optimization.simulation.surrogate_simulator import SurrogateSimulator


def surface_of(real: Simulator, space: SearchSpace, config: EngineConfig) -> SurrogateSimulator:
    """A surface over the decision variables of a space whose variables move as one."""
    levers = [
        SurfaceLever(
            name=variable.name,
            todays={cell: room.today for cell, room in variable.rooms.items()},
            lowest_shift=variable.lowest_shift,
            highest_shift=variable.highest_shift,
        )
        for variable in space.variables
    ]
    return SurrogateSimulator(real, levers, design_seed=config.random_seed)


def simulated(finished: FinishedSearch, surface: SurrogateSimulator, *, metered: MeteredSimulator) -> FinishedSearch:
    """The search with simulated figures in the place of the surface's; its history stays what the surface said.

    Where the simulation finds the surface's answer no better than today's levers, these are the answer; where neither
    satisfies the constraints, the search is infeasible.

    Raises:
        SearchEndedError: cancelled: estimates alone are no result.
        SimulationError: one of the two could not be simulated.
    """
    estimated = finished.answer
    candidate = estimated.simulated.candidate
    today, _ = metered.simulate([LeverVector(cells={}), candidate])
    problem = replace(finished.problem, today=today)
    checked = EngineHistory(problem, metered)
    errors = tuple(surface.errors.values())
    of_answer = next(each for each in checked.scored if each.simulated.candidate == candidate)
    return replace(
        finished,
        problem=problem,
        status_quo=checked.scored[0],
        answer=checked.best,
        outcome=_outcome(finished.outcome, estimate=estimated.score.objective, checked=checked),
        synthetic=SyntheticComparison(
            estimated_objective=estimated.score.objective,
            simulated_objective=of_answer.score.objective,
            simulations=metered.evaluations + sum(error.simulations for error in errors),
            surface_errors=tuple(error.as_json() for error in errors),
        ),
    )


def _outcome(outcome: EngineOutcome, *, estimate: float, checked: EngineHistory) -> EngineOutcome:
    is_feasible = checked.best.score.is_feasible
    status = outcome.status if is_feasible else EngineStatus.INFEASIBLE
    sentences = [
        f"Searched on a response surface, which put the objective at {estimate:.6f}; simulated it is "
        f"{checked.scored[-1].score.objective:.6f}."
    ]
    if not is_feasible:
        sentences.append("Neither the answer nor today's levers satisfy the constraints when they are simulated.")
    elif checked.best is not checked.scored[-1]:
        sentences.append("That is no better than today's levers, which stay. Search with the simulator to go on.")
    return replace(outcome, status=status, message=" ".join([*sentences, f"On the surface: {outcome.message}"]))
