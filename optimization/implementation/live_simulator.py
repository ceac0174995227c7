"""The simulator behind screens: opened once for census and levers in force, shared by sessions and scenarios."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from optimization.errors import PlanwiseError
from optimization.implementation.live_batches import LiveBatches, OnAnswers
from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.lever_cells import LeverCell, LeverTable, LeverVector
from optimization.parameters.scenarios import DEFAULT_SCENARIO, Scenario, read_scenarios, require_scenario
from optimization.parameters.settings import SimulationSettings
from optimization.places import Places
from optimization.simulation.candidate_check import refuse_bad_candidates

if TYPE_CHECKING:
    from optimization.simulation.impact import Impact
    from optimization.simulation.run_inputs import RunInputs

# A world of 10,000 employees takes 35 to 110 MiB, and half of this keeps a dozen of them beside the one at work.
_MEMORY_BYTES = 2**30
# Small queries gain nothing from more, and the machine is shared with runs and searches.
_THREADS = 2


@dataclass(frozen=True, kw_only=True)
class _Live:
    """What all scenarios share."""

    scenarios: Mapping[str, Scenario]
    tables: Mapping[str, LeverTable]
    fingerprints: Mapping[str, str]
    settings: SimulationSettings
    catalogue: LeverCatalogue
    batches: LiveBatches


class LiveSimulator:
    """Tells at once what candidates give, to several callers at a time.

    There is one simulator for all scenarios: a scenario is the difference of its levers from the default ones, cell by
    cell, and gives the same figures so.
    """

    def __init__(self, live: _Live, scenario_id: str) -> None:
        self._live = live
        self._scenario_id = scenario_id

    @property
    def scenario_id(self) -> str:
        """Whose levers candidates change."""
        return self._scenario_id

    @property
    def scenario_ids(self) -> tuple[str, ...]:
        """All scenarios there are, the one that the others fall back to first, then by name."""
        return tuple(sorted(self._live.tables, key=lambda name: (name != DEFAULT_SCENARIO, name)))

    @property
    def levers(self) -> LeverTable:
        """The levers in force for the scenario."""
        return self._live.tables[self._scenario_id]

    @property
    def fingerprint(self) -> str:
        """SHA-256 over what the scenario is computed from, as `planwise evaluate` gives it."""
        return self._live.fingerprints[self._scenario_id]

    @property
    def settings(self) -> SimulationSettings:
        """Horizon, assumptions, and the seed that figures are of unless others are asked for."""
        return self._live.settings

    def of_scenario(self, scenario_id: str) -> LiveSimulator:
        """The same simulator for another scenario.

        Raises:
            BadInputError: there is none of this name.
        """
        require_scenario(scenario_id, self._live.scenarios)
        return LiveSimulator(self._live, scenario_id)

    def impacts(
        self,
        candidates: Sequence[LeverVector],
        *,
        seeds: Sequence[int],
        on_answers: OnAnswers = lambda _done, _total: None,
    ) -> list[Impact]:
        """The impact per candidate and seed, candidates in the order given, seeds within a candidate.

        Args:
            candidates: Cells that differ from the scenario's levers in force.
            seeds: The random worlds.
            on_answers: Told several times a second how many answers are there, and all; what it raises takes the
                request back.

        Raises:
            BadInputError: a candidate sets an unknown cell, or one beyond what a lever file may hold; names both. Or
                the rates plan more hires than can be simulated.
            SimulationError: a candidate could not be simulated.
            PlanwiseError: this simulator is closed, or the dbt project changed since it was opened.
        """
        refuse_bad_candidates(candidates, levers=self.levers, catalogue=self._live.catalogue)
        differences = self._differences()
        vectors = [LeverVector(cells={**differences, **each.cells}) for each in candidates]
        return self._live.batches.ask(vectors, seeds=seeds, on_answers=on_answers)

    def close(self) -> None:
        """Take no more requests, for any scenario; memory is freed when those that wait are answered."""
        self._live.batches.close()

    def _differences(self) -> dict[LeverCell, float]:
        default = self._live.tables[DEFAULT_SCENARIO].settings
        return {
            cell: setting.value
            for cell, setting in self.levers.settings.items()
            if setting.value != default[cell].value
        }


def open_live_simulator(
    places: Places, settings: SimulationSettings, *, on_progress: Callable[[str], None] = lambda _step: None
) -> LiveSimulator:
    """The simulator of the default scenario on census and levers as they are now.

    Args:
        places: Census, levers, compiled SQL; a folder of its own in the home while it is open.
        settings: Horizon, assumptions and seed.
        on_progress: Told when the SQL must be compiled first, which takes seconds.

    Raises:
        BadInputError: census, lever file or scenarios are wrong, or a lever resolves nowhere.
        PlanwiseError: the dbt project does not compile, or a file was replaced while it was read.
    """
    from optimization.simulation.batch_resources import MIN_MEMORY_BYTES, SHARE_OF_FREE_MEMORY
    from optimization.simulation.batch_simulator import batch_simulator
    from optimization.simulation.compiled_levers import resolve_levers
    from optimization.simulation.free_memory import free_memory
    from optimization.simulation.run_inputs import gather_inputs

    scenarios = read_scenarios()
    gathered = {name: gather_inputs(places, settings, scenario_ids=[name]) for name in scenarios}
    inputs = gathered[DEFAULT_SCENARIO]
    if any(_shared_fingerprints(each) != _shared_fingerprints(inputs) for each in gathered.values()):
        raise PlanwiseError(f"Census or levers were replaced while they were read from {places.home}. Ask again.")
    tables = resolve_levers(
        inputs.lever_rows,
        scenarios=tuple(scenarios.values()),
        scenario_ids=list(scenarios),
        settings=settings,
        places=places,
        on_progress=on_progress,
    )
    memory_bytes = min(_MEMORY_BYTES, max(int(free_memory() * SHARE_OF_FREE_MEMORY), MIN_MEMORY_BYTES))
    live = _Live(
        scenarios=scenarios,
        tables=tables,
        fingerprints={name: each.fingerprint for name, each in gathered.items()},
        settings=settings,
        catalogue=load_lever_catalogue(),
        batches=LiveBatches(partial(batch_simulator, inputs, places, memory_bytes=memory_bytes, threads=_THREADS)),
    )
    return LiveSimulator(live, DEFAULT_SCENARIO)


def _shared_fingerprints(inputs: RunInputs) -> dict[str, str]:
    """Those of what all scenarios are computed from."""
    from optimization.simulation.run_inputs import REQUESTED

    return {name: sha256 for name, sha256 in inputs.fingerprints.items() if name != REQUESTED}
