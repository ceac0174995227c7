"""Prints what Sobol indices take on an open simulator that has simulated nobody yet."""

from __future__ import annotations

import argparse
import json

from benchmarks.measure import seconds_of
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.scenarios import DEFAULT_SCENARIO
from optimization.parameters.settings import load_simulation_settings
from optimization.places import places
from optimization.search.exploration.measures import default_measures
from optimization.search.exploration.sobol import sobol_sensitivity
from optimization.search.problem.search_space import search_space
from optimization.simulation.batch_simulator import batch_simulator
from optimization.simulation.protocol import GrowthMethod
from optimization.simulation.run_inputs import gather_inputs

_SEED = 42
_BATCH = 512


def main() -> None:
    """Measure in the home of the environment, every round on a simulator opened anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--evaluations", type=int, required=True)
    parser.add_argument("--lever", action="append", required=True)
    asked = parser.parse_args()
    _warm_up, *rounds = [_round(asked.lever, asked.evaluations) for _ in range(asked.rounds + 1)]
    print(json.dumps({"rounds": rounds}))


def _round(levers: list[str], evaluations: int) -> float:
    import numpy as np

    home = places()
    inputs = gather_inputs(home, load_simulation_settings(), scenario_ids=[DEFAULT_SCENARIO], seeds=[_SEED])
    with batch_simulator(inputs, home) as simulator:
        space = search_space(simulator.levers, levers, catalogue=load_lever_catalogue())
        return seconds_of(
            lambda: sobol_sensitivity(
                space,
                ask=lambda candidates: list(simulator.simulate(candidates, seeds=[_SEED])),
                measures=default_measures(GrowthMethod.FULL_YEAR_EQUIVALENT),
                evaluations=evaluations,
                rng=np.random.default_rng(_SEED),
                batch_size=_BATCH,
            )
        )


if __name__ == "__main__":
    main()
