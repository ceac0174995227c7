"""A pool of processes that simulate chunks of candidates side by side."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from optimization.errors import SimulationError
from optimization.parameters.lever_cells import LeverVector
from optimization.simulation.protocol import Metrics
from optimization.simulation.seed_worlds import SeedWorlds

Task = tuple[range, int]

# The worlds of a worker process, which lives for many chunks.
_mine: list[SeedWorlds] = []


class BatchWorkers:
    """Processes with worlds of their own; results are those of one process."""

    def __init__(self, worlds: SeedWorlds, workers: int) -> None:
        self._worlds = worlds
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def run(
        self, candidates: Sequence[LeverVector], tasks: Sequence[Task], *, before_each: Callable[[], None]
    ) -> Iterator[tuple[Task, list[Metrics]]]:
        """Every task's metrics, in the order in which they are done.

        Args:
            candidates: the batch.
            tasks: stretches of it, each with a seed.
            before_each: called before a chunk is handed out; what it raises ends the run.

        Raises:
            SimulationError: a chunk broke, or a process died.
        """
        waiting = list(reversed(tasks))
        running: dict[Future[list[Metrics]], Task] = {}
        try:
            while waiting or running:
                while waiting and len(running) < self._workers:
                    before_each()
                    stretch, seed = waiting.pop()
                    chunk = candidates[stretch.start : stretch.stop]
                    running[self._executor().submit(_simulate, chunk, seed, stretch.start + 1)] = (stretch, seed)
                for done in wait(running, return_when=FIRST_COMPLETED).done:
                    yield running.pop(done), done.result()
        except BrokenProcessPool as error:
            self.close()
            raise SimulationError(
                "A process of the simulation died, most likely for want of memory. Run again with fewer workers."
            ) from error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the processes; the next run begins new ones."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def _executor(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Spawned and not forked: DuckDB's threads do not survive a fork.
            self._pool = ProcessPoolExecutor(
                max_workers=self._workers,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_begin,
                initargs=(self._worlds,),
            )
        return self._pool


def _begin(worlds: SeedWorlds) -> None:
    _mine.append(worlds)


def _simulate(candidates: Sequence[LeverVector], seed: int, first_number: int) -> list[Metrics]:
    (worlds,) = _mine
    return worlds.simulate(candidates, seed=seed, first_number=first_number)
