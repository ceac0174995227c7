"""What the engine searches in: a simulator, the people it starts from, and the targets it is measured against."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.metric_targets import MetricTarget, read_targets, targets_in_force
from optimization.places import Places
from optimization.simulation.batch_simulator import batch_simulator
from optimization.simulation.growth_drivers import GrowthExplainer
from optimization.simulation.opening_headcounts import opening_headcounts
from optimization.simulation.protocol import Simulator
from optimization.simulation.run_inputs import RunInputs


@dataclass(frozen=True, kw_only=True)
class EngineWorld:
    """One scenario on one census.

    Attributes:
        simulator: Evaluates candidates, from the levers in force for the scenario.
        headcounts: People on the first opening roster by job level.
        targets: The targets in force for the scenario.
        catalogue: The levers that exist.
        explainer: Tells what made pay grow; None for a simulator that cannot.
    """

    simulator: Simulator
    headcounts: Mapping[int, int]
    targets: tuple[MetricTarget, ...]
    catalogue: LeverCatalogue
    explainer: GrowthExplainer | None = None


@contextmanager
def engine_world(  # noqa: PLR0913 - what is simulated, by how much of the machine, and who is told
    inputs: RunInputs,
    places: Places,
    *,
    workers: int = 1,
    memory_bytes: int | None = None,
    on_progress: Callable[[str], None] = lambda _step: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[EngineWorld]:
    """The world of the single scenario of `inputs` with the batch simulator, gone when the block is left.

    Args:
        inputs: What to simulate.
        places: Where compiled SQL and the target file lie.
        workers: Processes that share a batch.
        memory_bytes: For all of them together; half of what is free unless given.
        on_progress: Told what must be prepared first.
        is_cancelled: Asked before every chunk of a batch.

    Raises:
        BadInputError: the target file or a lever file is wrong, or a seed breaks one of its tests.
        PlanwiseError: the dbt project does not compile.
    """
    (scenario_id,) = inputs.scenario_ids
    targets = targets_in_force(read_targets(places.targets), scenario_id, inputs.scenarios)
    with batch_simulator(
        inputs,
        places,
        workers=workers,
        memory_bytes=memory_bytes,
        on_progress=on_progress,
        is_cancelled=is_cancelled,
    ) as simulator:
        yield EngineWorld(
            simulator=simulator,
            headcounts=opening_headcounts(inputs, places),
            targets=targets,
            catalogue=load_lever_catalogue(),
            explainer=simulator,
        )
