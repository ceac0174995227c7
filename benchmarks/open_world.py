"""A compiled world on the census of the home, without the simulator around it: for its cohorts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimization.parameters.lever_cells import LeverTable, LeverVector
from optimization.parameters.scenarios import DEFAULT_SCENARIO
from optimization.parameters.settings import SimulationSettings
from optimization.places import Places
from optimization.simulation.candidate_rows import CandidateRows, candidate_names
from optimization.simulation.compiled_levers import resolve_levers
from optimization.simulation.compiled_world import CompiledWorld
from optimization.simulation.dbt_session import default_threads
from optimization.simulation.in_memory import in_memory
from optimization.simulation.plan_file import ensure_plan
from optimization.simulation.protocol import Metrics
from optimization.simulation.run_inputs import RunInputs, gather_inputs

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, kw_only=True)
class OpenWorld:
    """A world, its database, and the levers in force for the default scenario."""

    world: CompiledWorld
    connection: duckdb.DuckDBPyConnection
    levers: LeverTable

    def simulate(self, candidates: Sequence[LeverVector]) -> list[Metrics]:
        """Metrics per candidate, in order."""
        names = candidate_names(self.levers.scenario_id, len(candidates))
        rows = CandidateRows(self.levers).table(names, candidates)
        found = self.world.simulate(names, rows, base=self.levers.scenario_id)
        return [found[name] for name in names]


@contextmanager
def open_world(places: Places, settings: SimulationSettings) -> Iterator[OpenWorld]:
    """A world of the settings' seed in which nobody has been simulated, gone when the block is left."""
    inputs = gather_inputs(places, settings)
    levers = levers_in_force(inputs, places)
    with in_memory(threads=default_threads()) as connection:
        world = CompiledWorld(connection, ensure_plan(places), inputs, seed=settings.random_seed)
        yield OpenWorld(world=world, connection=connection, levers=levers)


def levers_in_force(inputs: RunInputs, places: Places) -> LeverTable:
    """Those of the default scenario."""
    return resolve_levers(
        inputs.lever_rows,
        scenarios=tuple(inputs.scenarios.values()),
        scenario_ids=inputs.scenario_ids,
        settings=inputs.settings,
        places=places,
    )[DEFAULT_SCENARIO]
