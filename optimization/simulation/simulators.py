"""The simulators that evaluate candidates, by name. One never stands in for another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum

from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.places import Places
from optimization.simulation.protocol import Simulator
from optimization.simulation.run_inputs import RunInputs


class SimulatorKind(StrEnum):
    """Which simulator evaluates: compiled SQL in memory, a dbt run, or a surface fitted to the first."""

    BATCH = "batch"
    DBT = "dbt"
    SURROGATE = "surrogate"


@contextmanager
def open_simulator(  # noqa: PLR0913 - which simulator, on what, with what, and who is told
    kind: SimulatorKind,
    inputs: RunInputs,
    places: Places,
    *,
    families: Sequence[str],
    workers: int = 1,
    memory_bytes: int | None = None,
    on_progress: Callable[[str], None] = lambda _step: None,
    on_chunk: Callable[[int, int], None] = lambda _done, _total: None,
) -> Iterator[Simulator]:
    """A simulator for the single scenario of `inputs`, gone when the block is left.

    Args:
        kind: which one.
        inputs: what to simulate.
        places: where compiled SQL and private files lie.
        families: the lever families that candidates may move, of which a surrogate makes its surface.
        workers: processes that share a batch; dbt runs in one.
        memory_bytes: for all of them together; half of what is free unless given.
        on_progress: told what must be prepared first, and each step of dbt.
        on_chunk: told after every part of a batch how many candidates are done.

    Raises:
        BadInputError: a lever resolves nowhere, or the surface would have no lever.
        PlanwiseError: the dbt project does not compile.
    """
    if kind is SimulatorKind.DBT:
        from optimization.simulation.dbt_simulator import dbt_simulator

        with dbt_simulator(inputs, places, on_progress=on_progress) as simulator:
            yield simulator
        return
    from optimization.simulation.batch_simulator import batch_simulator

    with batch_simulator(
        inputs, places, workers=workers, memory_bytes=memory_bytes, on_progress=on_progress, on_chunk=on_chunk
    ) as batch:
        if kind is SimulatorKind.BATCH:
            yield batch
            return
        from optimization.simulation.surrogate_levers import surface_levers
        from optimization.simulation.surrogate_simulator import SurrogateSimulator

        levers = surface_levers(batch.levers, families=families, catalogue=load_lever_catalogue())
        # The design is random as a seed is: the same question gets the same surface.
        yield SurrogateSimulator(batch, levers, design_seed=inputs.seeds[0])
