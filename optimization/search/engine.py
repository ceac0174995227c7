"""The engine: chooses levers that serve several objectives, with SciPy's methods over the simulator."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from optimization.errors import BadInputError, SimulationError
from optimization.parameters.lever_cells import LeverVector
from optimization.parameters.lever_names import vector_from_names
from optimization.places import places
from optimization.search.engine_answer import FinishedSearch, optimization_result
from optimization.search.engine_assessment import assess
from optimization.search.engine_config import MAX_EVALUATIONS, EngineConfig, MethodName, engine_config
from optimization.search.engine_history import EngineHistory, OnBatch
from optimization.search.engine_outcome import cancelled_afterwards, engine_outcome
from optimization.search.engine_result import EngineStatus, OptimizationResult
from optimization.search.engine_search import chosen_method, search, set_up_problem, starting_levers
from optimization.search.engine_synthetic import simulated, surface_of
from optimization.search.engine_world import EngineWorld, engine_world
from optimization.search.metered_simulator import (
    Allowance,
    EndReason,
    MeteredSimulator,
    MetricsCache,
    SearchEndedError,
)
from optimization.search.problem.objective_weights import ObjectiveWeights, objective_weights
from optimization.search.problem.search_space import moved_as_one, search_space
from optimization.simulation.protocol import Simulator
from optimization.simulation.run_inputs import gather_inputs
from optimization.simulation.search_settings import search_settings

_SECONDS_PER_MINUTE = 60.0
# The random candidates that an answer is compared with are drawn apart from those of the search itself.
_BASELINE_STREAM = MAX_EVALUATIONS
_FITTED = "the response surface was fitted"
_ENDED = {
    EndReason.CANCELLED: "The search was cancelled",
    EndReason.TIMEOUT: "The time of the search was over",
    EndReason.BUDGET: "The evaluations of the search were used up",
}


def run_optimization(  # noqa: PLR0913 - the question, where it is asked, and who is told
    objectives: ObjectiveWeights | Mapping[str, float] | str,
    config: EngineConfig | Mapping[str, Any] | None = None,
    initial_parameters: Mapping[str, float] | None = None,
    *,
    world: EngineWorld | None = None,
    cache: MetricsCache | None = None,
    on_batch: OnBatch = lambda _record: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> OptimizationResult:
    """Choose levers that minimise the weighted sum of cost, inequity and missed targets.

    Nothing is written: the lever file, the published warehouse and the ledger stay as they are.

    Args:
        objectives: Weights like {"cost": 0.4, "equity": 0.3, "targets": 0.3}, or a preset's name.
        config: What `EngineConfig` has fields for; the others keep their defaults.
        initial_parameters: Values by name of decision variables to start from, beside today's.
        world: Where to search; the installed census and the levers in force unless given.
        cache: Candidates that were simulated before, and where new ones are kept. Not used for estimates.
        on_batch: Told the state of the search after every batch.
        is_cancelled: Asked before every batch.

    Returns:
        The result, whatever its status: not to converge is not an error, nor is a search that was cancelled once it
        had simulated anything.

    Raises:
        BadInputError: the objectives, the config, the census, a lever or a target are wrong, or a response surface in
            so many levers would take too many simulations.
        SimulationError: a candidate could not be simulated, or the search was ended before any was, on a response
            surface before that was fitted.
    """
    weights, question = objective_weights(objectives), engine_config(config)
    if world is None:
        with _installed_world(question) as installed:
            return run_optimization(
                weights,
                question,
                initial_parameters,
                world=installed,
                cache=cache,
                on_batch=on_batch,
                is_cancelled=is_cancelled,
            )
    table = world.simulator.levers
    if table.scenario_id != question.scenario_id:
        raise BadInputError(
            f"The simulator holds scenario {table.scenario_id!r}, but the question is for {question.scenario_id!r}. "
            "Build the simulator for the scenario of the question."
        )
    initial = vector_from_names(initial_parameters or {}, table, world.catalogue)
    deadline = time.monotonic() + question.timeout_minutes * _SECONDS_PER_MINUTE
    allowance = Allowance(max_evaluations=question.max_evaluations, deadline=deadline, is_cancelled=is_cancelled)
    return _optimize(weights, question, world, initial, allowance=allowance, cache=cache, on_batch=on_batch)


def _optimize(  # noqa: PLR0913 - what `run_optimization` made of its arguments
    weights: ObjectiveWeights,
    config: EngineConfig,
    world: EngineWorld,
    initial: LeverVector,
    *,
    allowance: Allowance,
    cache: MetricsCache | None,
    on_batch: OnBatch,
) -> OptimizationResult:
    started = time.perf_counter()
    space = search_space(
        world.simulator.levers,
        config.decision_variables,
        catalogue=world.catalogue,
        by_level=config.by_level,
        by_year=config.by_year,
    )
    initial = starting_levers(initial, space)
    surface = None
    if config.use_synthetic:
        space = moved_as_one(space)
        surface = surface_of(world.simulator, space, config, before_batch=allowance.refuse_ended)
        initial = space.candidate(space.nearest_point(initial))

    def meter(simulator: Simulator, **changed: Any) -> MeteredSimulator:
        known = cache if simulator is world.simulator else None
        return MeteredSimulator(simulator, seed=config.seed, allowance=replace(allowance, **changed), cache=known)

    metered = meter(surface or world.simulator)
    try:
        problem, notes = set_up_problem(weights, config, world, space, metered=metered, initial=initial)
    except SearchEndedError as ended:
        begun = "anything was simulated: there is no result" if surface is None else f"{_FITTED}: nothing was found"
        raise SimulationError(f"{_ENDED[ended.reason]} before {begun}.") from ended
    history = EngineHistory(problem, metered, began=started, on_batch=on_batch)
    choice = chosen_method(config, problem)
    ends = search(problem, MethodName(str(choice)), config, ask=history.simulate, initial=initial)
    finished = FinishedSearch(
        config=config,
        choice=choice,
        problem=problem,
        history=history,
        simulated=history,
        metered=metered,
        outcome=engine_outcome(ends, history, problem.constraints),
        notes=notes,
    )
    if surface is not None:
        # A few candidates, whatever time it is: without them there would be no result at all.
        checker = meter(world.simulator, max_evaluations=MAX_EVALUATIONS, deadline=None)
        try:
            finished = simulated(finished, surface, metered=checker)
        except SearchEndedError as ended:
            raise SimulationError(
                f"{_ENDED[ended.reason]} before the answer of the response surface was simulated: estimates alone are "
                "no result."
            ) from ended
    if config.assessment and finished.outcome.status is not EngineStatus.CANCELLED:
        finished = _assessed(finished, lambda: meter(world.simulator, max_evaluations=MAX_EVALUATIONS))
    return optimization_result(finished, world, seconds=time.perf_counter() - started)


def _assessed(finished: FinishedSearch, meter: Callable[[], MeteredSimulator]) -> FinishedSearch:
    """The search with what its answer is worth; estimates are not compared with as many simulated candidates."""
    assessment = assess(
        finished.problem,
        finished.simulated.best,
        meter=meter,
        candidates=len(finished.history.scored) if finished.synthetic is None else 0,
        random_seed=(finished.config.random_seed, _BASELINE_STREAM),
    )
    return replace(
        finished,
        assessment=assessment,
        outcome=cancelled_afterwards(finished.outcome) if assessment.is_cancelled else finished.outcome,
        notes=finished.notes if assessment.note is None else (*finished.notes, assessment.note),
    )


@contextmanager
def _installed_world(config: EngineConfig) -> Iterator[EngineWorld]:
    where = places()
    inputs = gather_inputs(where, search_settings(where), scenario_ids=[config.scenario_id], seeds=[config.seed])
    with engine_world(inputs, where) as world:
        yield world
