"""Prints where the time goes: seconds by dbt model, for the people of a seed, one candidate and a batch."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

from benchmarks.lever_sets import MovedLevers, lever_sets
from benchmarks.open_world import levers_in_force
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import LeverVector
from optimization.parameters.settings import SimulationSettings, load_simulation_settings
from optimization.places import Places, places
from optimization.simulation.batch_resources import batch_resources
from optimization.simulation.batch_simulator import BatchSimulator
from optimization.simulation.plan_file import ensure_plan
from optimization.simulation.private_run import private_run
from optimization.simulation.run_inputs import gather_inputs
from optimization.simulation.seed_worlds import SeedWorlds

# Python's share of a call: levers checked and written, metrics read; of the first call also the census into DuckDB.
OTHER = "all that is no model"


def main() -> None:
    """Measure in the home of the environment."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--candidates", type=int, required=True)
    asked = parser.parse_args()
    with profiled_simulator(places(), load_simulation_settings()) as profiled:
        first = profiled.seconds([[LeverVector(cells={})]])
        one = _warm_seconds(profiled, candidates=1, rounds=asked.rounds)
        many = _warm_seconds(profiled, candidates=asked.candidates, rounds=asked.rounds)
    people = {name: max(seconds - one.get(name, 0.0), 0.0) for name, seconds in first.items()}
    print(json.dumps({"people": people, "one_candidate": one, "batch": many, "candidates": asked.candidates}))


@dataclass(frozen=True, kw_only=True)
class ProfiledSimulator:
    """A batch simulator, and its worlds, which know what each model took."""

    simulator: BatchSimulator
    worlds: SeedWorlds
    seeds: tuple[int, ...]

    def seconds(self, batches: Sequence[Sequence[LeverVector]]) -> dict[str, float]:
        """Seconds by model of simulating the batches; with what is no model they add up to the whole."""
        before, started = self.worlds.seconds(), time.perf_counter()
        for batch in batches:
            self.simulator.simulate(batch, seeds=self.seeds)
        total = time.perf_counter() - started
        spent = _difference(self.worlds.seconds(), before)
        return {**spent, OTHER: total - sum(spent.values())}


@contextmanager
def profiled_simulator(home: Places, settings: SimulationSettings) -> Iterator[ProfiledSimulator]:
    """What `batch_simulator` gives for a home, with its worlds at hand."""
    inputs = gather_inputs(home, settings)
    levers = levers_in_force(inputs, home)
    with private_run(home) as private:
        resources = batch_resources(private.folder)
        with closing(SeedWorlds(ensure_plan(home), inputs, levers, resources)) as worlds:
            simulator = BatchSimulator(
                inputs,
                levers,
                load_lever_catalogue(),
                runner=worlds,
                resources=resources,
                on_chunk=lambda _done, _total: None,
                is_cancelled=lambda: False,
            )
            yield ProfiledSimulator(simulator=simulator, worlds=worlds, seeds=inputs.seeds)


def _warm_seconds(profiled: ProfiledSimulator, *, candidates: int, rounds: int) -> dict[str, float]:
    """The mean of the rounds after a warm-up, by model."""
    catalogue = load_lever_catalogue()
    warm_up, *batches = [
        lever_sets(profiled.simulator.levers, catalogue, moved=MovedLevers.PAY, count=candidates, draw=draw)
        for draw in range(rounds + 1)
    ]
    profiled.seconds([warm_up])
    return {name: seconds / rounds for name, seconds in profiled.seconds(batches).items()}


def _difference(after: Mapping[str, float], before: Mapping[str, float]) -> dict[str, float]:
    spent = {name: seconds - before.get(name, 0.0) for name, seconds in after.items()}
    return {name: seconds for name, seconds in spent.items() if seconds > 0}


if __name__ == "__main__":
    main()
