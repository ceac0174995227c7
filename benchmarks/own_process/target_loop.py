"""Prints what Adaptive takes to meet a target on an open simulator that has simulated nobody yet."""

from __future__ import annotations

import argparse
import json

from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.settings import load_simulation_settings
from optimization.places import places
from optimization.search.loop.target_loop import run_target_loop
from optimization.search.loop.target_loop_config import TargetLoopConfig, target_loop_config
from optimization.search.loop.target_loop_result import TargetLoopResult
from optimization.simulation.batch_simulator import batch_simulator
from optimization.simulation.run_inputs import gather_inputs


def main() -> None:
    """Measure in the home of the environment, every round on a simulator opened anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--target-growth", type=float, required=True)
    parser.add_argument("--tolerance", type=float, required=True)
    asked = parser.parse_args()
    config = target_loop_config(target_growth=asked.target_growth, tolerance=asked.tolerance)
    _warm_up, *results = [_search(config) for _ in range(asked.rounds + 1)]
    print(json.dumps({"rounds": [result.seconds for result in results], "batches": results[-1].batches}))


def _search(config: TargetLoopConfig) -> TargetLoopResult:
    home = places()
    inputs = gather_inputs(home, load_simulation_settings(), scenario_ids=[config.scenario_id], seeds=[config.seed])
    with batch_simulator(inputs, home) as simulator:
        result = run_target_loop(config, simulator, catalogue=load_lever_catalogue())
    if not result.converged:
        raise RuntimeError(f"Only a loop that meets its target is measured, but: {result.message}")
    return result


if __name__ == "__main__":
    main()
