"""Prints what a batch of one size takes on one census: to the first answer, when all is warm, and of memory."""

from __future__ import annotations

import argparse
import json
import time

from benchmarks.lever_sets import MovedLevers, lever_sets
from benchmarks.measure import Timing, measure, seconds_of
from benchmarks.own_process.peak_memory import peak_memory_gib
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import LeverVector
from optimization.parameters.settings import load_simulation_settings
from optimization.places import places
from optimization.simulation.batch_simulator import BatchSimulator, batch_simulator
from optimization.simulation.run_inputs import gather_inputs


def main() -> None:
    """Measure in the home of the environment."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--candidates", type=int, required=True)
    parser.add_argument("--moved", type=MovedLevers, required=True)
    asked = parser.parse_args()
    home = places()
    settings = load_simulation_settings()
    started = time.perf_counter()
    inputs = gather_inputs(home, settings)
    with batch_simulator(inputs, home) as simulator:
        opened = time.perf_counter()
        first = seconds_of(lambda: simulator.simulate([LeverVector(cells={})], seeds=inputs.seeds))
        one = _rounds(simulator, candidates=1, moved=MovedLevers.PAY, rounds=asked.rounds)
        many = _rounds(simulator, candidates=asked.candidates, moved=asked.moved, rounds=asked.rounds)
    print(
        json.dumps(
            {
                "open_seconds": opened - started,
                "first_answer_seconds": first,
                "one_warm_rounds": one.rounds,
                "rounds": many.rounds,
                "peak_memory_gib": peak_memory_gib(),
            }
        )
    )


def _rounds(simulator: BatchSimulator, *, candidates: int, moved: MovedLevers, rounds: int) -> Timing:
    """Every round with candidates that have not been simulated before; making them is not measured."""
    catalogue = load_lever_catalogue()
    batches = iter(
        [
            lever_sets(simulator.levers, catalogue, moved=moved, count=candidates, draw=draw)
            for draw in range(rounds + 1)
        ]
    )
    seeds = (load_simulation_settings().random_seed,)
    return measure(lambda: simulator.simulate(next(batches), seeds=seeds), rounds=rounds)


if __name__ == "__main__":
    main()
