"""A pool of processes that simulate chunks of candidates side by side."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from optimization.errors import SimulationError
from optimization.parameters.lever_cells import LeverVector
from optimization.simulation.batch_resources import BatchResources
from optimization.simulation.seed_worlds import Answer, Chunk, Question, SeedWorlds

MakeWorlds = Callable[[BatchResources], SeedWorlds]

# The worlds of a worker process, which lives for many chunks.
_mine: list[SeedWorlds] = []


@dataclass(eq=False)
class _Worker:
    """A process of its own pool, so that it is known which seeds' worlds it has made."""

    pool: ProcessPoolExecutor
    seeds: set[int] = field(default_factory=set)


class BatchWorkers:
    """Processes with worlds of their own; results are those of one process."""

    def __init__(self, make_worlds: MakeWorlds, resources: BatchResources) -> None:
        self._make_worlds = make_worlds
        self._resources = resources
        self._workers: list[_Worker] = []
        self._end_of_workers = ExitStack()

    def run(
        self,
        question: Question[Answer],
        candidates: Sequence[LeverVector],
        chunks: Sequence[Chunk],
        *,
        before_each: Callable[[], None],
    ) -> Generator[tuple[Chunk, list[Answer]], None, None]:
        """Every chunk's answers, in the order in which they are done; see `ChunkRunner`."""
        waiting = list(chunks)
        running: dict[Future[list[Answer]], tuple[Chunk, _Worker]] = {}
        try:
            self._start()
            idle = list(self._workers)
            while waiting or running:
                while waiting and idle:
                    before_each()
                    worker, chunk = self._matched(idle, waiting)
                    stretch, seed = chunk
                    part = candidates[stretch.start : stretch.stop]
                    with _named(chunk):
                        running[worker.pool.submit(_ask, question, part, seed, stretch.start + 1)] = (chunk, worker)
                for done in wait(running, return_when=FIRST_COMPLETED).done:
                    chunk, worker = running.pop(done)
                    idle.append(worker)
                    with _named(chunk):
                        answers = done.result()
                    yield chunk, answers
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the processes, each after its chunk; the next run begins new ones."""
        self._workers = []
        self._end_of_workers.close()

    def _matched(self, idle: list[_Worker], waiting: list[Chunk]) -> tuple[_Worker, Chunk]:
        """A worker and what it does next: a seed whose people it has, or else one that no worker has."""
        known = {seed for worker in self._workers for seed in worker.seeds}
        worker, chunk = min(
            product(idle, waiting), key=lambda pair: (pair[1][1] not in pair[0].seeds, pair[1][1] in known)
        )
        idle.remove(worker)
        waiting.remove(chunk)
        worker.seeds.add(chunk[1])
        return worker, chunk

    def _start(self) -> None:
        if self._workers:
            return
        # Removed with the processes: one that dies leaves its files.
        spill_folder = self._end_of_workers.enter_context(
            TemporaryDirectory(prefix="workers-", dir=self._resources.spill_folder)
        )
        # In a file and not in the process's arguments: multiprocessing waits until these are read, which a process that
        # dies at once never does.
        setup = Path(spill_folder) / "setup.pickle"
        setup.write_bytes(pickle.dumps((self._make_worlds, replace(self._resources, spill_folder=Path(spill_folder)))))
        for _ in range(self._resources.workers):
            pool = ProcessPoolExecutor(
                max_workers=1,
                # Spawned and not forked: DuckDB's threads do not survive a fork.
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_begin,
                initargs=(setup,),
            )
            self._workers.append(_Worker(pool))
            self._end_of_workers.callback(pool.shutdown, wait=True, cancel_futures=True)


@contextmanager
def _named(chunk: Chunk) -> Iterator[None]:
    """Say whose process it was that died."""
    try:
        yield
    except BrokenProcessPool as error:
        stretch, seed = chunk
        raise SimulationError(
            f"The process that was to simulate candidates {stretch.start + 1} to {stretch.stop}, seed {seed}, died. "
            "If it printed nothing, it wanted memory, most likely: run again with fewer workers. A Python script that "
            'asks for workers must do so below `if __name__ == "__main__":`, since each worker imports it.'
        ) from error


def _begin(setup: Path) -> None:
    # Ctrl-C reaches every process of a terminal; the parent is the one that answers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    make_worlds, resources = pickle.loads(setup.read_bytes())
    _mine.append(make_worlds(resources))


def _end_with_parent() -> None:
    """A pool's process waits for ever for work from a parent that was killed, and keeps its memory."""
    parent = multiprocessing.parent_process()
    assert parent is not None, "a worker is started by another process"
    parent.join()
    os._exit(1)


def _ask(question: Question[Answer], candidates: Sequence[LeverVector], seed: int, first_number: int) -> list[Answer]:
    (worlds,) = _mine
    return worlds.ask(question, candidates, seed=seed, first_number=first_number)
