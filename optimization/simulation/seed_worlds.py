"""The worlds of the seeds that are asked for, kept while memory lasts."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from contextlib import ExitStack

from optimization.errors import PlanwiseError, SimulationError
from optimization.parameters.lever_cells import LeverTable, LeverVector
from optimization.simulation.batch_resources import BatchResources
from optimization.simulation.candidate_rows import CandidateRows, candidate_names
from optimization.simulation.compiled_world import CompiledWorld
from optimization.simulation.in_memory import in_memory
from optimization.simulation.protocol import Metrics
from optimization.simulation.run_inputs import RunInputs
from optimization.simulation.simulation_plan import SimulationPlan


class SeedWorlds:
    """Simulates chunks of candidates in one process."""

    def __init__(self, plan: SimulationPlan, inputs: RunInputs, levers: LeverTable, resources: BatchResources) -> None:
        self._plan = plan
        self._inputs = inputs
        self._levers = levers
        self._rows = CandidateRows(levers)
        self._resources = resources
        self._worlds: OrderedDict[int, tuple[CompiledWorld, ExitStack]] = OrderedDict()

    def simulate(self, candidates: Sequence[LeverVector], *, seed: int, first_number: int = 1) -> list[Metrics]:
        """Metrics per candidate, in order.

        A chunk that does not fit into memory is halved; after any other failure the next call begins afresh.

        Args:
            candidates: the chunk.
            seed: the world.
            first_number: the number of the chunk's first candidate in its batch, for messages.

        Raises:
            SimulationError: the SQL broke; names the candidates and the model.
        """
        import duckdb

        try:
            return self._simulate(candidates, seed=seed)
        except duckdb.OutOfMemoryException as error:
            step = self._discard(seed)
            if len(candidates) == 1:
                raise SimulationError(
                    f"Candidate {first_number} does not fit into the {_gib(self._resources.memory_bytes)} that the "
                    f"simulation may take: {step}: {_words(error)}. Give it more memory, or fewer processes."
                ) from error
        except (duckdb.Error, OSError) as error:
            step = self._discard(seed)
            last = first_number + len(candidates) - 1
            raise SimulationError(
                f"The simulation of candidates {first_number} to {last} broke, seed {seed}: {step}: {_words(error)}. "
                f"Were memory to run over, it spills to {self._resources.spill_folder}: see that the disk has room, "
                "and run again."
            ) from error
        except BaseException:
            # Interrupted half-way, or refused: what is built belongs to no batch.
            self._discard(seed)
            raise
        middle = len(candidates) // 2
        return [
            *self.simulate(candidates[:middle], seed=seed, first_number=first_number),
            *self.simulate(candidates[middle:], seed=seed, first_number=first_number + middle),
        ]

    def seconds(self) -> dict[str, float]:
        """Where the time of the worlds that are kept went: seconds by model."""
        total: dict[str, float] = {}
        for world, _stack in self._worlds.values():
            for name, seconds in world.seconds.items():
                total[name] = total.get(name, 0.0) + seconds
        return total

    def close(self) -> None:
        """Let all worlds go."""
        for seed in list(self._worlds):
            self._discard(seed)

    def _simulate(self, candidates: Sequence[LeverVector], *, seed: int) -> list[Metrics]:
        names = candidate_names(self._levers.scenario_id, len(candidates))
        found = self._world(seed).simulate(names, self._rows.table(names, candidates), base=self._levers.scenario_id)
        missing = [number for number, name in enumerate(names, start=1) if name not in found]
        if missing:
            raise PlanwiseError(f"The simulation gave no metrics for candidate {missing[0]} of its chunk.")
        return [found[name] for name in names]

    def _world(self, seed: int) -> CompiledWorld:
        if seed not in self._worlds:
            self._make_room()
            with ExitStack() as stack:
                connection = stack.enter_context(
                    in_memory(
                        threads=self._resources.threads,
                        memory_bytes=self._resources.memory_bytes,
                        spill_folder=self._resources.spill_folder,
                    )
                )
                world = CompiledWorld(connection, self._plan, self._inputs, seed=seed)
                self._worlds[seed] = (world, stack.pop_all())
        self._worlds.move_to_end(seed)
        return self._worlds[seed][0]

    def _make_room(self) -> None:
        """Let worlds go, the longest unused first, until another of their size fits."""
        sizes = {seed: world.memory_bytes for seed, (world, _stack) in self._worlds.items()}
        while sizes and sum(sizes.values()) + max(sizes.values()) > self._resources.memory_bytes:
            seed = next(iter(self._worlds))
            self._discard(seed)
            del sizes[seed]

    def _discard(self, seed: int) -> str:
        """Let a world go, and say at which step it was."""
        if seed not in self._worlds:
            return "making the people"
        world, stack = self._worlds.pop(seed)
        stack.close()
        return f"model {world.step}"


def _words(error: Exception) -> str:
    return " ".join(str(error).split())


def _gib(size: int) -> str:
    return f"{size / 2**30:.1f} GiB"
