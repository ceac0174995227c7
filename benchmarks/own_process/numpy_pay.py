"""Prints what NumPy takes for the pay arithmetic of a batch, on the cohorts of the home's census."""

from __future__ import annotations

import argparse
import json

from benchmarks.lever_sets import MovedLevers, lever_arrays, lever_sets
from benchmarks.measure import measure
from benchmarks.numpy_twin import pay_metrics
from benchmarks.open_world import open_world
from benchmarks.pay_cohorts import read_pay_cohorts
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import LeverVector
from optimization.parameters.settings import load_simulation_settings
from optimization.places import places


def main() -> None:
    """Measure in the home of the environment."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--candidates", type=int, required=True)
    asked = parser.parse_args()
    catalogue = load_lever_catalogue()
    with open_world(places(), load_simulation_settings()) as opened:
        opened.simulate([LeverVector(cells={})])
        people = read_pay_cohorts(opened.connection)
        sets = lever_sets(opened.levers, catalogue, moved=MovedLevers.PAY, count=asked.candidates, draw=0)
        levers = lever_arrays(opened.levers, catalogue, sets)
    timing = measure(lambda: pay_metrics(people, levers), rounds=asked.rounds)
    print(json.dumps({"rounds": timing.rounds, "cohorts": len(people.cohorts.year), "rows": len(people.statuses.year)}))


if __name__ == "__main__":
    main()
