"""The simulator that searches use: dbt's compiled SQL, executed for hundreds of candidates at once."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from typing import Protocol

from optimization.errors import SimulationCancelledError
from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.lever_cells import LeverTable, LeverVector
from optimization.places import Places
from optimization.simulation.batch_resources import BatchResources, batch_resources, chunks
from optimization.simulation.batch_workers import BatchWorkers
from optimization.simulation.candidate_check import refuse_bad_candidates
from optimization.simulation.compiled_levers import resolve_levers
from optimization.simulation.compiled_world import CompiledWorld
from optimization.simulation.growth_drivers import GrowthDrivers
from optimization.simulation.impact import Impact
from optimization.simulation.plan_file import ensure_plan, refuse_changed_project
from optimization.simulation.private_run import private_run
from optimization.simulation.protocol import Metrics
from optimization.simulation.run_inputs import RunInputs
from optimization.simulation.seed_worlds import Answer, Chunk, Question, SeedWorlds

# Told the candidates that are done, once per seed, and all there are.
OnChunk = Callable[[int, int], None]


class ChunkRunner(Protocol):
    """This process, or a pool of others."""

    def run(
        self,
        question: Question[Answer],
        candidates: Sequence[LeverVector],
        chunks: Sequence[Chunk],
        *,
        before_each: Callable[[], None],
    ) -> Generator[tuple[Chunk, list[Answer]], None, None]:
        """Every chunk's answers, one per candidate, in the order in which they are done.

        Args:
            question: what is asked about each candidate.
            candidates: the batch.
            chunks: stretches of it, each with a seed.
            before_each: called before a chunk is begun; what it raises ends the run.

        Raises:
            BadInputError: the rates plan more hires than can be simulated.
            SimulationError: a chunk broke, or a process died.
        """
        ...

    def close(self) -> None:
        """Let go what is kept between runs; the next run makes it anew."""
        ...


class BatchSimulator:
    """Evaluates candidates for the one scenario of its inputs; `batch_simulator` gives it memory and processes."""

    def __init__(  # noqa: PLR0913 - what is simulated, on what, and who is told
        self,
        inputs: RunInputs,
        levers: LeverTable,
        catalogue: LeverCatalogue,
        *,
        runner: ChunkRunner,
        resources: BatchResources,
        on_chunk: OnChunk,
        is_cancelled: Callable[[], bool],
    ) -> None:
        self._inputs = inputs
        self._levers = levers
        self._catalogue = catalogue
        self._runner = runner
        self._resources = resources
        self._on_chunk = on_chunk
        self._is_cancelled = is_cancelled

    @property
    def levers(self) -> LeverTable:
        """The levers in force for the scenario."""
        return self._levers

    @property
    def inputs_fingerprint(self) -> str:
        """SHA-256 over what the scenario is computed from."""
        return self._inputs.fingerprint

    def simulate(self, candidates: Sequence[LeverVector], *, seeds: Sequence[int]) -> Sequence[Metrics]:
        """Metrics per candidate and seed, candidates in the order given, seeds within a candidate.

        Neither the chunks nor threads, processes or the order of candidates change a digit.

        Raises:
            BadInputError: a candidate sets an unknown cell, or one beyond what a lever file may hold; names both.
                Or the rates plan more hires than can be simulated.
            SimulationError: the SQL broke, or a process died; names the candidates, and the model where it is known.
            SimulationCancelledError: `is_cancelled` said so before the next chunk.
        """
        return self._ask(CompiledWorld.simulate, candidates, seeds=seeds)

    def growth_drivers(self, candidates: Sequence[LeverVector], *, seeds: Sequence[int]) -> Sequence[GrowthDrivers]:
        """What made pay grow, per candidate and seed, in the order of `simulate`.

        Raises:
            BadInputError, SimulationError, SimulationCancelledError: as `simulate` does.
        """
        return self._ask(CompiledWorld.growth_drivers, candidates, seeds=seeds)

    def impact(self, candidates: Sequence[LeverVector], *, seeds: Sequence[int]) -> Sequence[Impact]:
        """Metrics, growth drivers and job levels of one simulation, per candidate and seed, in the order of `simulate`.

        Raises:
            BadInputError, SimulationError, SimulationCancelledError: as `simulate` does.
        """
        return self._ask(CompiledWorld.impact, candidates, seeds=seeds)

    def _ask(
        self, question: Question[Answer], candidates: Sequence[LeverVector], *, seeds: Sequence[int]
    ) -> list[Answer]:
        refuse_bad_candidates(candidates, levers=self._levers, catalogue=self._catalogue)
        stretches = list(
            chunks(
                candidates,
                people=self._inputs.census.num_rows,
                years=len(self._inputs.settings.years),
                resources=self._resources,
            )
        )
        parts = [(stretch, seed) for seed in seeds for stretch in stretches]
        found: dict[tuple[int, int], Answer] = {}
        done, total = 0, len(candidates) * len(seeds)
        # Closed at once when `on_chunk` raises: processes that are at work end with the batch.
        with closing(self._runner.run(question, candidates, parts, before_each=self._refuse_cancelled)) as results:
            for (stretch, seed), answers in results:
                found.update(((position, seed), each) for position, each in zip(stretch, answers, strict=True))
                done += len(stretch)
                self._on_chunk(done, total)
        return [found[position, seed] for position in range(len(candidates)) for seed in seeds]

    def _refuse_cancelled(self) -> None:
        if self._is_cancelled():
            raise SimulationCancelledError("The simulation was cancelled before its next chunk of candidates.")


@contextmanager
def batch_simulator(  # noqa: PLR0913 - what is simulated, where, with what, and who is told
    inputs: RunInputs,
    places: Places,
    *,
    workers: int = 1,
    memory_bytes: int | None = None,
    threads: int | None = None,
    on_progress: Callable[[str], None] = lambda _step: None,
    on_chunk: OnChunk = lambda _done, _total: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[BatchSimulator]:
    """A simulator for the single scenario of `inputs`, gone when the block is left.

    The published warehouse and the lever file are only read.

    Args:
        inputs: what to simulate.
        places: where the compiled SQL is kept, and the folder that memory spills to.
        workers: processes that share the chunks.
        memory_bytes: for all of them together; half of what is free unless given.
        threads: of each; the machine's cores shared among them unless given.
        on_progress: told when the SQL must be compiled first, which takes seconds.
        on_chunk: told after every chunk how many candidates are done.
        is_cancelled: asked before every chunk.

    Raises:
        BadInputError: a lever resolves nowhere, a seed breaks one of its tests, or less memory or fewer processes are
            given than one process needs.
        PlanwiseError: the dbt project does not compile, or changed since the inputs were gathered.
    """
    (scenario_id,) = inputs.scenario_ids
    plan = ensure_plan(places, on_progress=on_progress)
    refuse_changed_project(inputs.fingerprints["plan"])
    levers = resolve_levers(
        inputs.lever_rows,
        scenarios=tuple(inputs.scenarios.values()),
        scenario_ids=[scenario_id],
        settings=inputs.settings,
        places=places,
    )[scenario_id]
    with private_run(places) as private:
        resources = batch_resources(private.folder, workers=workers, memory_bytes=memory_bytes, threads=threads)
        make_worlds = partial(SeedWorlds, plan, inputs, levers)
        with closing(make_worlds(resources) if workers == 1 else BatchWorkers(make_worlds, resources)) as runner:
            yield BatchSimulator(
                inputs,
                levers,
                load_lever_catalogue(),
                runner=runner,
                resources=resources,
                on_chunk=on_chunk,
                is_cancelled=is_cancelled,
            )
