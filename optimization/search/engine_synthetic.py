"""Searching on a response surface: what it may move, and what its proposals come to when they are simulated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from optimization.parameters.lever_cells import LeverVector
from optimization.search.engine_answer import FinishedSearch
from optimization.search.engine_config import EngineConfig
from optimization.search.engine_history import EngineHistory, ScoredCandidate
from optimization.search.engine_outcome import EngineOutcome
from optimization.search.engine_result import EngineStatus, SyntheticComparison
from optimization.search.metered_simulator import MeteredSimulator
from optimization.search.problem.objective_problem import ObjectiveProblem
from optimization.search.problem.search_space import SearchSpace
from optimization.simulation.protocol import Simulator
from optimization.simulation.surrogate_levers import SurfaceLever
from optimization.simulation.surrogate_simulator import SurrogateSimulator

# The answer of a surface may break a limit by a hair when it is simulated, or be beaten by its like. So the best others
# are simulated with it: this many, each further from those before than a difference quotient steps, as a share of a
# lever's range;
_RUNNERS_UP = 5
_APART = 0.01
# the best that keep every constraint by so much of its size, which is more than surfaces are off by;
_MARGINS = (1e-4, 1e-3, 1e-2)
# and points so far on the way from the answer to the last of those, back from the limit.
_STEPS_BACK = (0.01, 0.03, 0.1, 0.3)
# Objectives nearer to each other than this are the same: so near do solvers come.
_OBJECTIVE_RESOLUTION = 1e-6


def surface_of(
    real: Simulator, space: SearchSpace, config: EngineConfig, *, before_batch: Callable[[], None]
) -> SurrogateSimulator:
    """A surface over the decision variables of a space whose variables move as one.

    Raises:
        BadInputError: its design would take too many simulations.
    """
    levers = [
        SurfaceLever(
            name=variable.name,
            todays={cell: room.today for cell, room in variable.rooms.items()},
            lowest_shift=variable.lowest_shift,
            highest_shift=variable.highest_shift,
        )
        for variable in space.variables
    ]
    return SurrogateSimulator(real, levers, design_seed=config.random_seed, before_batch=before_batch)


def simulated(finished: FinishedSearch, surface: SurrogateSimulator, *, metered: MeteredSimulator) -> FinishedSearch:
    """The search with simulated figures in the place of the surface's; its history stays what the surface said.

    In one batch today's levers, the surface's answer and a few that may stand in for it are simulated, and the best of
    them is the answer. Where that is today's levers the surface led nowhere, which is no convergence; where none of
    them satisfies the constraints, the search is infeasible.

    Raises:
        SearchEndedError: cancelled: estimates alone are no result.
        SimulationError: one of them could not be simulated.
    """
    estimated = finished.history.best
    proposed = _proposals(finished.history, finished.problem)
    today, *_ = metered.simulate([LeverVector(cells={}), *proposed])
    problem = replace(finished.problem, today=today)
    checked = EngineHistory(problem, metered)
    of_answer = next(each for each in checked.scored if each.simulated.candidate == proposed[0])
    errors = tuple(surface.errors.values())
    return replace(
        finished,
        problem=problem,
        simulated=checked,
        outcome=_outcome(finished.outcome, estimated, of_answer, checked=checked),
        synthetic=SyntheticComparison(
            estimated_objective=estimated.score.objective,
            simulated_objective=of_answer.score.objective,
            simulations=metered.evaluations + sum(error.simulations for error in errors),
            surface_errors=tuple(error.as_json() for error in errors),
        ),
    )


def _proposals(history: EngineHistory, problem: ObjectiveProblem) -> list[LeverVector]:
    """The surface's answer, and then what may stand in for it."""
    ranked = sorted(history.scored, key=lambda each: each.score.rank)
    within = [each for margin in _MARGINS for each in _first_within(ranked, problem, margin)]
    proposals = [each.simulated.candidate for each in (*_apart(ranked, problem.space), *within)]
    if within and within[-1] is not ranked[0]:
        start, inner = (problem.space.nearest_point(each.simulated.candidate) for each in (history.best, within[-1]))
        proposals += [problem.space.candidate(start + share * (inner - start)) for share in _STEPS_BACK]
    return proposals


def _first_within(
    ranked: Sequence[ScoredCandidate], problem: ObjectiveProblem, margin: float
) -> Sequence[ScoredCandidate]:
    """The best that keeps every constraint by a margin, a share of the constraint's size; none where none does."""
    return [
        each
        for each in ranked
        if all(
            max(excess) <= -margin * constraint.scale
            for constraint, excess in zip(problem.constraints, each.score.excess, strict=True)
        )
    ][:1]


def _apart(ranked: Sequence[ScoredCandidate], space: SearchSpace) -> Sequence[ScoredCandidate]:
    """The best, and of the others the best few that lie apart from each other."""
    taken, points = [ranked[0]], [space.nearest_point(ranked[0].simulated.candidate)]
    for each in ranked[1:]:
        if len(taken) > _RUNNERS_UP:
            break
        point = space.nearest_point(each.simulated.candidate)
        if all(abs(point - other).max() > _APART for other in points):
            taken.append(each)
            points.append(point)
    return taken


def _outcome(
    outcome: EngineOutcome, estimated: ScoredCandidate, of_answer: ScoredCandidate, *, checked: EngineHistory
) -> EngineOutcome:
    best, status = checked.best, outcome.status
    was_cut_off = status in (EngineStatus.CANCELLED, EngineStatus.TIMEOUT)
    sentences = [
        f"Searched on a response surface, which put the objective at {estimated.score.objective:.6f}; simulated it is "
        f"{of_answer.score.objective:.6f}."
    ]
    if not best.score.is_feasible:
        status = status if was_cut_off else EngineStatus.INFEASIBLE
        sentences.append(
            f"None of the {len(checked.scored)} candidates that were simulated, today's levers among them, satisfies "
            "the constraints."
        )
    elif not of_answer.score.is_feasible or of_answer.score.objective - best.score.objective > _OBJECTIVE_RESOLUTION:
        if best is checked.scored[0]:
            status = status if was_cut_off else EngineStatus.NUMERICAL
            sentences.append(
                "Neither that nor anything else that was simulated is better than today's levers, which stay. Search "
                "with the simulator to go on."
            )
        else:
            sentences.append(
                f"{'It is beaten' if of_answer.score.is_feasible else 'It breaks a constraint'} when it is simulated, "
                f"and the best of {len(checked.scored)} simulated candidates, {best.score.objective:.6f}, takes its "
                "place."
            )
    if best.score.is_feasible and status is EngineStatus.INFEASIBLE:
        # The surface knew of none.
        status = EngineStatus.NUMERICAL
    return replace(outcome, status=status, message=" ".join([*sentences, f"On the surface: {outcome.message}"]))
