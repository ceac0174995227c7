"""The worlds of the seeds that are asked for, kept while memory lasts."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol, TypeVar

from optimization.errors import SimulationError, is_interruption
from optimization.parameters.lever_cells import LeverTable, LeverVector
from optimization.simulation.batch_resources import BatchResources
from optimization.simulation.candidate_rows import CandidateRows, candidate_names
from optimization.simulation.compiled_world import CompiledWorld
from optimization.simulation.in_memory import in_memory
from optimization.simulation.plan_file import refuse_changed_project
from optimization.simulation.run_inputs import RunInputs
from optimization.simulation.simulation_plan import SimulationPlan

if TYPE_CHECKING:
    import pyarrow as pa

# A stretch of the candidates of a batch, and the seed of the world that it is simulated in.
Chunk = tuple[range, int]
Answer = TypeVar("Answer")
_Answer_co = TypeVar("_Answer_co", covariant=True)


class Question(Protocol[_Answer_co]):
    """What is asked of a world about candidates: a method of `CompiledWorld`, which any process knows by its name."""

    def __call__(
        self, world: CompiledWorld, names: Sequence[str], rows: pa.Table, /, *, base: str
    ) -> Mapping[str, _Answer_co]:
        """The answers by scenario name; see `CompiledWorld.simulate`."""
        ...


class SeedWorlds:
    """Simulates chunks of candidates in this process, and answers a question about each."""

    def __init__(self, plan: SimulationPlan, inputs: RunInputs, levers: LeverTable, resources: BatchResources) -> None:
        self._plan = plan
        self._inputs = inputs
        self._levers = levers
        self._rows = CandidateRows(levers)
        self._resources = resources
        self._worlds: OrderedDict[int, tuple[CompiledWorld, ExitStack]] = OrderedDict()

    def run(
        self,
        question: Question[Answer],
        candidates: Sequence[LeverVector],
        chunks: Sequence[Chunk],
        *,
        before_each: Callable[[], None],
    ) -> Generator[tuple[Chunk, list[Answer]], None, None]:
        """Every chunk's answers, one after the other; see `ChunkRunner`."""
        for stretch, seed in chunks:
            before_each()
            chunk = candidates[stretch.start : stretch.stop]
            yield (stretch, seed), self.ask(question, chunk, seed=seed, first_number=stretch.start + 1)

    def ask(
        self, question: Question[Answer], candidates: Sequence[LeverVector], *, seed: int, first_number: int = 1
    ) -> list[Answer]:
        """An answer per candidate, in order.

        A chunk that does not fit into memory is halved; after any other failure the next call begins afresh.

        Args:
            question: what is asked about each.
            candidates: the chunk.
            seed: the world.
            first_number: the number of the chunk's first candidate in its batch, for messages.

        Raises:
            BadInputError: the rates plan more hires than can be simulated.
            SimulationError: the SQL broke; names the candidates and the model.
            PlanwiseError: the dbt project changed since the inputs were gathered.
        """
        import duckdb

        try:
            return self._ask(question, candidates, seed=seed, first_number=first_number)
        except duckdb.OutOfMemoryException as error:
            return self._ask_smaller(question, candidates, seed=seed, first_number=first_number, error=error)
        except (duckdb.Error, OSError) as error:
            step = self._step(seed)
            self._discard(seed)
            last = first_number + len(candidates) - 1
            raise SimulationError(
                f"The simulation of candidates {first_number} to {last} broke, seed {seed}, {step}: {_words(error)}. "
                + self._remedy(error)
            ) from error
        except BaseException as error:
            # Interrupted half-way, or refused: what is built belongs to no batch.
            self._discard(seed)
            if is_interruption(error):
                raise KeyboardInterrupt from None
            raise

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

    def _ask(
        self, question: Question[Answer], candidates: Sequence[LeverVector], *, seed: int, first_number: int
    ) -> list[Answer]:
        names = candidate_names(self._levers.scenario_id, len(candidates))
        rows = self._rows.table(names, candidates)
        found = question(self._world(seed), names, rows, base=self._levers.scenario_id)
        for number, name in enumerate(names, start=first_number):
            if name not in found:
                raise SimulationError(f"The simulation gave no answer for candidate {number}, seed {seed}.")
        return [found[name] for name in names]

    def _ask_smaller(
        self,
        question: Question[Answer],
        candidates: Sequence[LeverVector],
        *,
        seed: int,
        first_number: int,
        error: Exception,
    ) -> list[Answer]:
        """Simulate a chunk that did not fit: first with all memory for its world alone, then in halves."""
        step, has_people = self._step(seed), self._has_people(seed)
        had_all_memory = not self._worlds.keys() - {seed}
        self.close()
        if not had_all_memory:
            return self.ask(question, candidates, seed=seed, first_number=first_number)
        if len(candidates) == 1 or not has_people:
            raise SimulationError(
                f"{f'Candidate {first_number}' if has_people else 'The census'} does not fit into the "
                f"{_mib(self._resources.memory_bytes)} that a process of the simulation may take, seed {seed}, {step}: "
                f"{_words(error)}. Give it more memory, fewer processes, or room on the disk of "
                f"{self._resources.spill_folder}, where it spills to."
            ) from error
        middle = len(candidates) // 2
        return [
            *self.ask(question, candidates[:middle], seed=seed, first_number=first_number),
            *self.ask(question, candidates[middle:], seed=seed, first_number=first_number + middle),
        ]

    def _world(self, seed: int) -> CompiledWorld:
        """The seed's world, which may take the memory that the others leave."""
        self._make_room(seed)
        others = sum(world.memory_bytes for other, (world, _stack) in self._worlds.items() if other != seed)
        memory_bytes = self._resources.memory_bytes - others
        if seed not in self._worlds:
            self._worlds[seed] = self._new_world(seed, memory_bytes)
        self._worlds.move_to_end(seed)
        world, _stack = self._worlds[seed]
        world.limit_memory(memory_bytes)
        return world

    def _new_world(self, seed: int, memory_bytes: int) -> tuple[CompiledWorld, ExitStack]:
        with ExitStack() as stack:
            # A folder for each: DuckDB's files have the same names in every database.
            spill_folder = stack.enter_context(TemporaryDirectory(prefix="spill-", dir=self._resources.spill_folder))
            connection = stack.enter_context(
                in_memory(
                    threads=self._resources.threads,
                    memory_bytes=memory_bytes,
                    spill_folder=Path(spill_folder),
                )
            )
            world = CompiledWorld(connection, self._plan, self._inputs, seed=seed)
            # The seeds' files were read just now; the plan says nothing of what is in them.
            refuse_changed_project(self._inputs.fingerprints["plan"])
            return world, stack.pop_all()

    def _make_room(self, seed: int) -> None:
        """Let worlds of other seeds go, the longest unused first, until half of the memory is left for this one."""
        sizes = {other: world.memory_bytes for other, (world, _stack) in self._worlds.items() if other != seed}
        while sum(sizes.values()) > self._resources.memory_bytes // 2:
            other = next(iter(sizes))
            self._discard(other)
            del sizes[other]

    def _discard(self, seed: int) -> None:
        if seed in self._worlds:
            _world, stack = self._worlds.pop(seed)
            stack.close()

    def _step(self, seed: int) -> str:
        """Where in its work a world is, for messages."""
        return self._worlds[seed][0].step if seed in self._worlds else "loading census and seeds"

    def _remedy(self, error: Exception) -> str:
        import duckdb

        if isinstance(error, (duckdb.IOException, OSError)):
            return (
                f"Where memory runs over it spills to {self._resources.spill_folder}: see that the disk has room, "
                "and run again."
            )
        return "If nothing in the folder dbt was changed, it is a fault of the program."

    def _has_people(self, seed: int) -> bool:
        return seed in self._worlds and self._worlds[seed][0].has_people


def _words(error: Exception) -> str:
    return " ".join(str(error).split())


def _mib(size: int) -> str:
    return f"{size / 2**20:,.0f} MiB"
