"""A question opened on the installed census: its world, its problem, and what candidates give."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields

from optimization.governance.ledger.evaluation_store import LedgerEvaluationStore
from optimization.governance.ledger.ledger import Ledger
from optimization.parameters.lever_cells import LeverVector
from optimization.places import Places
from optimization.search.cache import SmartOptimizationCache
from optimization.search.engine_config import EngineConfig
from optimization.search.engine_problem import engine_problem
from optimization.search.engine_world import EngineWorld, engine_world
from optimization.search.metered_simulator import Allowance, MeteredSimulator, MetricsCache, SearchEndedError
from optimization.search.problem.objective_problem import ObjectiveProblem
from optimization.search.problem.objective_weights import ObjectiveWeights
from optimization.search.side_by_side import Ask
from optimization.simulation.metrics_json import metrics_from_json
from optimization.simulation.protocol import Metrics, Simulator, YearMetrics
from optimization.simulation.run_inputs import RunInputs


@dataclass(frozen=True, kw_only=True)
class Look:
    """A question in a world, with today's levers simulated. `ask` has no ceiling, and raises what interrupted it."""

    config: EngineConfig
    world: EngineWorld
    problem: ObjectiveProblem
    ask: Ask


def look(weights: ObjectiveWeights, config: EngineConfig, world: EngineWorld, *, cache: MetricsCache | None) -> Look:
    """A look at a question in an open world.

    Raises:
        BadInputError: the question does not fit the world.
        SimulationError: today's levers could not be simulated.
    """
    metered = MeteredSimulator(
        world.simulator, seed=config.seed, allowance=Allowance(max_evaluations=sys.maxsize), cache=cache
    )

    def ask(candidates: Sequence[LeverVector]) -> list[Metrics]:
        try:
            return metered.simulate(candidates)
        except SearchEndedError as ended:
            # Without ceiling and deadline that was an interruption: it ends the command, not the measurement alone.
            raise (ended.__cause__ or ended) from None

    (today,) = ask([LeverVector(cells={})])
    return Look(config=config, world=world, problem=engine_problem(weights, config, world, today=today), ask=ask)


@contextmanager
def opened_look(  # noqa: PLR0913 - the question, where it is asked, by how much of the machine, and who is told
    weights: ObjectiveWeights,
    config: EngineConfig,
    inputs: RunInputs,
    places: Places,
    *,
    ledger: Ledger,
    workers: int = 1,
    memory_bytes: int | None = None,
    on_progress: Callable[[str], None] = lambda _step: None,
) -> Iterator[Look]:
    """The look of a question on a world of its own, with what the ledger knows of candidates; gone with the block.

    Raises:
        BadInputError: census, levers, targets or the question are wrong.
        SimulationError: today's levers could not be simulated.
    """
    with engine_world(inputs, places, workers=workers, memory_bytes=memory_bytes, on_progress=on_progress) as world:
        yield look(weights, config, world, cache=evaluation_cache(world.simulator, ledger, seed=config.seed))


def evaluation_cache(simulator: Simulator, ledger: Ledger, *, seed: int) -> SmartOptimizationCache[Metrics]:
    """What the ledger knows of candidates on these inputs under this seed, and where new ones are kept.

    What a version of the program with other metrics has kept is not known to this one, and is simulated again.
    """
    shape = ",".join(f"{row.__name__}.{field.name}" for row in (Metrics, YearMetrics) for field in fields(row))
    return SmartOptimizationCache(
        namespace=f"{simulator.inputs_fingerprint}:{seed}:{shape}",
        store=LedgerEvaluationStore(ledger),
        encode=Metrics.as_json,
        decode=metrics_from_json,
    )
