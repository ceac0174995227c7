"""Prints where the time goes: seconds by dbt model, for the people of a seed, one candidate and a batch."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Mapping

from benchmarks.lever_sets import MovedLevers, lever_sets
from benchmarks.open_world import OpenWorld, open_world
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import LeverVector
from optimization.parameters.settings import load_simulation_settings
from optimization.places import places

# Candidates' rows in, figures out, and all else that is no model.
OTHER = "all that is no model"


def main() -> None:
    """Measure in the home of the environment."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--candidates", type=int, required=True)
    asked = parser.parse_args()
    with open_world(places(), load_simulation_settings()) as opened:
        first = _seconds(opened, [[LeverVector(cells={})]])
        one = _warm_seconds(opened, candidates=1, rounds=asked.rounds)
        many = _warm_seconds(opened, candidates=asked.candidates, rounds=asked.rounds)
    people = {name: max(seconds - one.get(name, 0.0), 0.0) for name, seconds in first.items()}
    print(json.dumps({"people": people, "one_candidate": one, "batch": many, "candidates": asked.candidates}))


def _warm_seconds(opened: OpenWorld, *, candidates: int, rounds: int) -> dict[str, float]:
    """The mean of the rounds after a warm-up, by model."""
    catalogue = load_lever_catalogue()
    warm_up, *batches = [
        lever_sets(opened.levers, catalogue, moved=MovedLevers.PAY, count=candidates, draw=draw)
        for draw in range(rounds + 1)
    ]
    opened.simulate(warm_up)
    return {name: seconds / rounds for name, seconds in _seconds(opened, batches).items()}


def _seconds(opened: OpenWorld, batches: list[list[LeverVector]]) -> dict[str, float]:
    before, started = opened.world.seconds, time.perf_counter()
    for batch in batches:
        opened.simulate(batch)
    total = time.perf_counter() - started
    spent = _difference(opened.world.seconds, before)
    return {**spent, OTHER: total - sum(spent.values())}


def _difference(after: Mapping[str, float], before: Mapping[str, float]) -> dict[str, float]:
    spent = {name: seconds - before.get(name, 0.0) for name, seconds in after.items()}
    return {name: seconds for name, seconds in spent.items() if seconds > 0}


if __name__ == "__main__":
    main()
