"""The target loop: moves levers until pay growth meets a target, and proposes; it changes nothing on disk."""

from __future__ import annotations

import time

from optimization.errors import BadInputError
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.search.loop.adaptive import adaptive_search
from optimization.search.loop.loop_run import LoopRun, OnIteration
from optimization.search.loop.step_search import step_search
from optimization.search.loop.target_loop_config import LoopMode, TargetLoopConfig
from optimization.search.loop.target_loop_result import TargetLoopResult
from optimization.search.movable_levers import levers_at_bound, movable_levers, moved_as_one
from optimization.simulation.protocol import Simulator


def run_target_loop(
    config: TargetLoopConfig,
    simulator: Simulator,
    *,
    catalogue: LeverCatalogue,
    on_iteration: OnIteration | None = None,
) -> TargetLoopResult:
    """Search for levers whose growth meets the target.

    Args:
        config: Target, tolerance, mode and the levers that may move.
        simulator: Evaluates candidates, from the levers in force for the config's scenario.
        catalogue: The lever families with their bounds.
        on_iteration: Called with every iteration's record as soon as it is known; iteration 0 is today's levers.

    Returns:
        The result, whatever the status: not to meet the target is not an error.

    Raises:
        BadInputError: an unknown lever, a simulator for another scenario, or no lever that may move.
        SimulationError: a candidate could not be simulated or its growth not measured; names the candidate.
    """
    started = time.perf_counter()
    table = simulator.levers
    if table.scenario_id != config.scenario_id:
        raise BadInputError(
            f"The simulator holds scenario {table.scenario_id!r}, but the loop is for {config.scenario_id!r}. "
            "Build the simulator for the scenario of the loop."
        )
    levers = movable_levers(table, families=config.levers, catalogue=catalogue)
    if config.simulator == "synthetic":
        levers = moved_as_one(levers)
    run = LoopRun(simulator, config=config, catalogue=catalogue, on_iteration=on_iteration)
    search = adaptive_search if config.mode is LoopMode.ADAPTIVE else step_search
    outcome = search(run, levers)
    after = table.after(outcome.proposed.vector)
    return TargetLoopResult(
        status=outcome.status,
        message=f"{outcome.status.sentence} {outcome.reason}",
        iterations=run.history[-1].iteration,
        final_growth=outcome.proposed.growth,
        final_gap=outcome.proposed.gap,
        initial_growth=outcome.today.growth,
        achievable_range=outcome.achievable_range,
        iteration_history=tuple(run.history),
        cells_before=table.values(),
        cells_after=after,
        levers_before=run.history[0].levers,
        levers_after=run.named(outcome.proposed.vector),
        locked_cells=frozenset(cell for cell, setting in table.settings.items() if setting.is_locked),
        levers_at_bound=levers_at_bound(levers, values=after, catalogue=catalogue),
        config=config,
        seeds=(config.seed,),
        inputs_fingerprint=simulator.inputs_fingerprint,
        evaluations=run.evaluations,
        batches=run.batches,
        seconds=time.perf_counter() - started,
        metrics_before=outcome.today.metrics,
        metrics_after=outcome.proposed.metrics,
    )
