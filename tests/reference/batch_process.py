"""A process of its own that simulates a batch on a home, says the metrics, and waits until its input ends."""

from __future__ import annotations

import sys
from pathlib import Path

from optimization.parameters.lever_cells import LeverTable, LeverVector
from optimization.parameters.settings import load_simulation_settings
from optimization.simulation.batch_simulator import batch_simulator
from optimization.simulation.run_inputs import gather_inputs
from reference.real_run import fresh_places


def promoting(levers: LeverTable, count: int) -> list[LeverVector]:
    """As many candidates, each with people of its own."""
    cells = [cell for cell in levers.settings if cell.parameter_name == "promotion_probability"]
    return [LeverVector(cells=dict.fromkeys(cells, 0.1 + number / 1000)) for number in range(count)]


def main(home: str, workers: str) -> None:
    """Simulate four candidates with so many workers."""
    places = fresh_places(Path(home))
    inputs = gather_inputs(places, load_simulation_settings())
    with batch_simulator(inputs, places, workers=int(workers)) as simulator:
        found = simulator.simulate(promoting(simulator.levers, 4), seeds=[42])
        print([metrics.as_json() for metrics in found], flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
