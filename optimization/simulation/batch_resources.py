"""What a batch simulation may take of the machine, and how many candidates fit into it at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from optimization.errors import BadInputError
from optimization.parameters.lever_cells import LeverVector
from optimization.simulation.dbt_session import default_threads
from optimization.simulation.free_memory import free_memory

# Half of what is free is ours: the other half is for whoever else works on the machine.
SHARE_OF_FREE_MEMORY = 0.5
# DuckDB needs this much to sort and join at all.
MIN_MEMORY_BYTES = 256 * 2**20
# Measured at 10,000 and 100,000 employees: 110 to 170 bytes per person and year of a population, below 100 per cohort.
_BYTES_PER_PERSON_YEAR = 200
_BYTES_PER_COHORT = 200
# Cohorts and exits over a horizon of five years: 1,184 of 10,000 employees, 2,035 of 100,000. Histories multiply with
# the years: 592 of 2,000 employees over five years, 2,905 over ten, 13,155 over twenty, which is this power of them.
_COHORTS = 2_000
_YEARS_OF_COHORTS = 5
_POWER_OF_YEARS = 2.3
# Levers that decide who is there: a candidate that moves one has a population of its own.
_POPULATION_PARAMETERS = {"promotion_probability"}
# Some tenths of a second of work: a chunk is the step of progress, and what a cancellation waits for.
_CANDIDATES_PER_CHUNK = 512


@dataclass(frozen=True, kw_only=True)
class BatchResources:
    """Threads and memory of one process, a folder for what its memory does not hold, and the number of processes."""

    threads: int
    memory_bytes: int
    spill_folder: Path
    workers: int = 1


def batch_resources(
    spill_folder: Path, *, workers: int = 1, memory_bytes: int | None = None, threads: int | None = None
) -> BatchResources:
    """What each of `workers` processes may take: its share of cores and memory, half of what is free unless given.

    Raises:
        BadInputError: no worker is asked for, or less memory given than each needs.
    """
    if workers < 1:
        raise BadInputError(f"{workers} workers cannot simulate: give at least 1.")
    if memory_bytes is None:
        memory_bytes = max(int(free_memory() * SHARE_OF_FREE_MEMORY), MIN_MEMORY_BYTES)
    if memory_bytes // workers < MIN_MEMORY_BYTES:
        raise BadInputError(
            f"{memory_bytes / 2**20:,.0f} MiB are too little for {workers} workers: each needs "
            f"{MIN_MEMORY_BYTES // 2**20} MiB. Give more memory, or fewer workers."
        )
    return BatchResources(
        threads=max(default_threads() // workers, 1) if threads is None else threads,
        memory_bytes=memory_bytes // workers,
        spill_folder=spill_folder,
        workers=workers,
    )


def chunks(candidates: Sequence[LeverVector], *, people: int, years: int, resources: BatchResources) -> Iterator[range]:
    """Stretches of candidates, in order, each of which fits into the memory; results do not depend on them.

    Args:
        candidates: the batch.
        people: employees of the census.
        years: simulated years.
        resources: what there is.
    """
    most = _CANDIDATES_PER_CHUNK
    if resources.workers > 1:
        most = min(most, -(-len(candidates) // resources.workers))
    # Each has somebody in it.
    cohorts = min(_COHORTS * (years / _YEARS_OF_COHORTS) ** _POWER_OF_YEARS, people * years)
    start, used = 0, 0.0
    for position, candidate in enumerate(candidates):
        size = cohorts * _BYTES_PER_COHORT
        if any(cell.parameter_name in _POPULATION_PARAMETERS for cell in candidate.cells):
            size += people * years * _BYTES_PER_PERSON_YEAR
        if position > start and (used + size > resources.memory_bytes or position - start == most):
            yield range(start, position)
            start, used = position, 0.0
        used += size
    if start < len(candidates):
        yield range(start, len(candidates))
