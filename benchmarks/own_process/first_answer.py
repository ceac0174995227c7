"""Opens the batch simulator, simulates today's levers, and prints what the opening took; for timing from outside."""

from __future__ import annotations

import argparse
import json
import time

from optimization.parameters.lever_cells import LeverVector
from optimization.parameters.settings import load_simulation_settings
from optimization.places import places
from optimization.simulation.batch_simulator import batch_simulator
from optimization.simulation.run_inputs import gather_inputs


def main() -> None:
    """Answer once, in the home of the environment."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    home = places()
    started = time.perf_counter()
    inputs = gather_inputs(home, load_simulation_settings())
    with batch_simulator(inputs, home) as simulator:
        print(json.dumps({"open_seconds": time.perf_counter() - started}))
        simulator.simulate([LeverVector(cells={})], seeds=inputs.seeds)


if __name__ == "__main__":
    main()
