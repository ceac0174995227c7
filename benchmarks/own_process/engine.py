"""Prints what the engine takes on an open simulator that has simulated nobody yet, and what random search does."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.measure import seconds_of
from optimization.parameters.settings import load_simulation_settings
from optimization.places import places
from optimization.search.engine import run_optimization
from optimization.search.engine_config import EngineConfig, engine_config
from optimization.search.engine_problem import engine_problem
from optimization.search.engine_result import OptimizationResult
from optimization.search.engine_world import EngineWorld, engine_world
from optimization.search.problem.objective_weights import objective_weights
from optimization.simulation.run_inputs import gather_inputs

_OBJECTIVES = "balanced"


def main() -> None:
    """Measure in the home of the environment, every round on a simulator opened anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--method", required=True)
    parser.add_argument("--evaluations", type=int, required=True)
    parser.add_argument("--lever", action="append", required=True)
    asked = parser.parse_args()
    # What an answer is worth is measured below, by itself.
    config = engine_config(
        method=asked.method,
        max_evaluations=asked.evaluations,
        decision_variables=asked.lever,
        assessment=False,
    )
    _warm_up, *results = [_search(config) for _ in range(asked.rounds + 1)]
    with _world(config) as world:
        found: list[float] = []
        random_seconds = seconds_of(lambda: found.append(_random_search(config, world, results[-1])))
    if results[-1].objective_value >= found[0]:
        raise RuntimeError(
            f"Only an engine that beats random search is measured: {results[-1].objective_value} is no better than "
            f"{found[0]}."
        )
    print(json.dumps({"rounds": [result.runtime_seconds for result in results], "random_seconds": random_seconds}))


def _search(config: EngineConfig) -> OptimizationResult:
    with _world(config) as world:
        return run_optimization(_OBJECTIVES, config, world=world)


def _random_search(config: EngineConfig, world: EngineWorld, searched: OptimizationResult) -> float:
    """The best objective of as many random candidates as the search was allowed."""
    import numpy as np

    problem = engine_problem(objective_weights(_OBJECTIVES), config, world, today=searched.metrics_before)
    points = np.random.default_rng(config.random_seed).random((config.max_evaluations, problem.space.dimension))
    candidates = [problem.space.candidate(point) for point in points]
    metrics = world.simulator.simulate(candidates, seeds=[config.seed])
    return min(problem.score(*each).objective for each in zip(candidates, metrics, strict=True))


@contextmanager
def _world(config: EngineConfig) -> Iterator[EngineWorld]:
    home = places()
    inputs = gather_inputs(home, load_simulation_settings(), scenario_ids=[config.scenario_id], seeds=[config.seed])
    with engine_world(inputs, home) as world:
        yield world


if __name__ == "__main__":
    main()
