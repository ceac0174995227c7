"""What levers would give: sets of them simulated in one batch, on the census and the lever file in force."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from optimization.parameters.lever_catalogue import LeverCatalogue, Limits, load_lever_catalogue
from optimization.parameters.lever_cells import LeverCell, LeverTable, LeverVector
from optimization.parameters.lever_names import vector_from_names
from optimization.parameters.scenarios import DEFAULT_SCENARIO
from optimization.parameters.settings import SimulationSettings
from optimization.places import Places

if TYPE_CHECKING:
    from optimization.governance.lever_file.checkpoint_store import Baseline
    from optimization.simulation.protocol import Metrics

# Levers by name, or cell by cell; what a set leaves out stays as it is in force, so that {} is the levers in force.
LeverSet = Mapping[str, float] | Mapping[LeverCell, float]


@dataclass(frozen=True, kw_only=True)
class MeasuredLevers:
    """What was simulated, under the seed of `settings`.

    Attributes:
        candidates: The sets as cells, in the order asked.
        metrics: What each of them gives, in the same order.
        table: The levers in force that the sets differ from.
        headcounts: People on the first opening roster by job level.
        fingerprints: SHA-256 of each input.
        settings: Horizon, assumptions and seed.
    """

    candidates: tuple[LeverVector, ...]
    metrics: tuple[Metrics, ...]
    table: LeverTable
    headcounts: Mapping[int, int]
    fingerprints: Mapping[str, str]
    settings: SimulationSettings

    @property
    def levers_sha256(self) -> str:
        """`lever_rows_sha256` of the lever file that was in force."""
        return self.fingerprints["levers"]


def measure_levers(
    places: Places,
    sets: Sequence[LeverSet],
    *,
    scenario_id: str = DEFAULT_SCENARIO,
    settings: SimulationSettings | None = None,
    on_progress: Callable[[str], None] = lambda _step: None,
) -> MeasuredLevers:
    """Simulate the sets together; the lever file and the published warehouse are only read.

    Values may be any that a lever file can hold, also beyond what a search may choose.

    Args:
        places: Census, levers, compiled SQL.
        sets: What each candidate changes of the levers in force.
        scenario_id: Whose levers they change.
        settings: Those of the published run, or else the shipped ones, unless given.
        on_progress: Told when the SQL must be compiled first, which takes seconds.

    Raises:
        BadInputError: census, lever file or settings are wrong, there is no such scenario, or a set names an unknown or
            locked lever or a value that a lever file cannot hold.
        SimulationError: a set could not be simulated.
    """
    from optimization.simulation.batch_simulator import batch_simulator
    from optimization.simulation.opening_headcounts import opening_headcounts
    from optimization.simulation.run_inputs import gather_inputs
    from optimization.simulation.search_settings import search_settings

    inputs = gather_inputs(places, settings or search_settings(places), scenario_ids=[scenario_id])
    catalogue = load_lever_catalogue()
    with batch_simulator(inputs, places, on_progress=on_progress) as simulator:
        candidates = tuple(_candidate(each, simulator.levers, catalogue) for each in sets)
        return MeasuredLevers(
            candidates=candidates,
            metrics=tuple(simulator.simulate(candidates, seeds=inputs.seeds)),
            table=simulator.levers,
            headcounts=opening_headcounts(inputs, places),
            fingerprints=inputs.fingerprints,
            settings=inputs.settings,
        )


def baseline(
    places: Places, *, scenario_id: str = DEFAULT_SCENARIO, on_progress: Callable[[str], None] = lambda _step: None
) -> Baseline:
    """What the levers in force give, and which they are: what a checkpoint keeps, and a write compares with.

    Raises:
        BadInputError, SimulationError: as `measure_levers`.
    """
    from optimization.governance.lever_file.checkpoint_store import Baseline

    measured = measure_levers(places, [{}], scenario_id=scenario_id, on_progress=on_progress)
    return Baseline(metrics=measured.metrics[0].as_json(), levers_sha256=measured.levers_sha256)


def levers_in_force(
    places: Places, *, scenario_id: str = DEFAULT_SCENARIO, settings: SimulationSettings | None = None
) -> LeverTable:
    """The levers in force for every simulated year; needs no census.

    Raises:
        BadInputError: the lever file is wrong, or there is no such scenario.
        PlanwiseError: the dbt project does not compile.
    """
    from optimization.parameters.lever_file import read_lever_file
    from optimization.parameters.scenarios import SCENARIO_FILE, read_scenarios, require_scenario, require_scenarios_of
    from optimization.simulation.compiled_levers import resolve_levers
    from optimization.simulation.search_settings import search_settings

    rows, scenarios = read_lever_file(places.levers, load_lever_catalogue()), read_scenarios()
    require_scenario(scenario_id, scenarios)
    require_scenarios_of(rows, scenarios, lever_file=places.levers, scenario_file=SCENARIO_FILE)
    resolved = resolve_levers(
        rows,
        scenarios=tuple(scenarios.values()),
        scenario_ids=[scenario_id],
        settings=settings or search_settings(places),
        places=places,
    )
    return resolved[scenario_id]


def _candidate(lever_set: LeverSet, table: LeverTable, catalogue: LeverCatalogue) -> LeverVector:
    if any(isinstance(lever, LeverCell) for lever in lever_set):
        return LeverVector(cells=dict(cast(Mapping[LeverCell, float], lever_set)))
    return vector_from_names(cast(Mapping[str, float], lever_set), table, catalogue, limits=Limits.POSSIBLE)
