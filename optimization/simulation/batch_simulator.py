"""The simulator that searches use: dbt's compiled SQL, executed for hundreds of candidates at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from optimization.errors import PlanwiseError, SimulationError
from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.lever_cells import LeverTable, LeverVector
from optimization.places import Places
from optimization.simulation.batch_resources import BatchResources, batch_resources, chunks
from optimization.simulation.batch_workers import BatchWorkers
from optimization.simulation.candidate_check import refuse_bad_candidates
from optimization.simulation.compiled_levers import resolve_levers
from optimization.simulation.dbt_project import plan_sha256
from optimization.simulation.plan_file import ensure_plan
from optimization.simulation.private_run import private_run
from optimization.simulation.protocol import Metrics
from optimization.simulation.run_inputs import RunInputs
from optimization.simulation.seed_worlds import SeedWorlds

# Told the candidates that are done, once per seed, and all there are.
OnChunk = Callable[[int, int], None]


class SimulationCancelledError(SimulationError):
    """Somebody asked the simulation to end between two chunks."""


class BatchSimulator:
    """Evaluates candidates for the one scenario of its inputs; `batch_simulator` gives it memory and processes."""

    def __init__(  # noqa: PLR0913 - what is simulated, on what, and who is told
        self,
        inputs: RunInputs,
        levers: LeverTable,
        catalogue: LeverCatalogue,
        *,
        workers: SeedWorlds | BatchWorkers,
        resources: BatchResources,
        on_chunk: OnChunk,
        is_cancelled: Callable[[], bool],
    ) -> None:
        self._inputs = inputs
        self._levers = levers
        self._catalogue = catalogue
        self._workers = workers
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
            SimulationError: the SQL broke; names the candidates and the model.
            SimulationCancelledError: `is_cancelled` said so before the next chunk.
        """
        refuse_bad_candidates(candidates, levers=self._levers, catalogue=self._catalogue)
        stretches = list(
            chunks(
                candidates,
                people=self._inputs.census.num_rows,
                years=len(self._inputs.settings.years),
                resources=self._resources,
            )
        )
        tasks = [(stretch, seed) for seed in seeds for stretch in stretches]
        found: dict[tuple[int, int], Metrics] = {}
        done, total = 0, len(candidates) * len(seeds)
        for (stretch, seed), metrics in self._run(candidates, tasks):
            found.update(((position, seed), each) for position, each in zip(stretch, metrics, strict=True))
            done += len(stretch)
            self._on_chunk(done, total)
        return [found[position, seed] for position in range(len(candidates)) for seed in seeds]

    def _run(
        self, candidates: Sequence[LeverVector], tasks: Sequence[tuple[range, int]]
    ) -> Iterator[tuple[tuple[range, int], list[Metrics]]]:
        if isinstance(self._workers, BatchWorkers):
            yield from self._workers.run(candidates, tasks, before_each=self._refuse_cancelled)
            return
        for stretch, seed in tasks:
            self._refuse_cancelled()
            chunk = candidates[stretch.start : stretch.stop]
            yield (stretch, seed), self._workers.simulate(chunk, seed=seed, first_number=stretch.start + 1)

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
        BadInputError: a lever resolves nowhere, or the rates plan more hires than can be simulated.
        PlanwiseError: the dbt project does not compile, or changed since the inputs were gathered.
    """
    (scenario_id,) = inputs.scenario_ids
    plan = ensure_plan(places, on_progress=on_progress)
    if plan_sha256() != inputs.fingerprints["plan"]:
        raise PlanwiseError("The dbt project changed while the simulation was being prepared. Run again.")
    levers = resolve_levers(
        inputs.lever_rows,
        scenarios=tuple(inputs.scenarios.values()),
        scenario_ids=[scenario_id],
        settings=inputs.settings,
        places=places,
    )[scenario_id]
    with ExitStack() as stack:
        private = stack.enter_context(private_run(places))
        resources = batch_resources(
            private.folder / "spill", workers=workers, memory_bytes=memory_bytes, threads=threads
        )
        worlds = SeedWorlds(plan, inputs, levers, resources)
        running = worlds if workers == 1 else BatchWorkers(worlds, workers)
        stack.callback(running.close)
        yield BatchSimulator(
            inputs,
            levers,
            load_lever_catalogue(),
            workers=running,
            resources=resources,
            on_chunk=on_chunk,
            is_cancelled=is_cancelled,
        )
