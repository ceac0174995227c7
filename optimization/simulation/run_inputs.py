"""Everything that a simulation is computed from, gathered and checked before anything runs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from optimization.errors import BadInputError
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_file import LeverRow, read_lever_file
from optimization.parameters.lever_rows import lever_rows_sha256
from optimization.parameters.scenarios import (
    SCENARIO_FILE,
    Scenario,
    read_scenarios,
    require_scenario,
    require_scenarios_of,
)
from optimization.parameters.settings import SEED_END, SimulationSettings
from optimization.places import Places
from optimization.simulation.census_read import census_date, census_table_sha256, read_census
from optimization.simulation.dbt_project import plan_sha256
from optimization.simulation.salary_bands import SalaryBand, read_bands

if TYPE_CHECKING:
    import pyarrow as pa

# The one fingerprint of what a run was asked for, scenarios and seeds, and not of what it was computed from.
REQUESTED = "requested"
# No year is computed from what comes after it, so runs that agree in all but this one share their years.
END_YEAR = "end_year"


@dataclass(frozen=True, kw_only=True)
class RunInputs:
    """What to simulate, on what; `fingerprints` has a SHA-256 per input, in a fixed order.

    Census and bands are held as they were read and hashed: what lies in the home may change while a run waits.
    `bands` is None where the seed's are in force.
    """

    census: pa.Table
    settings: SimulationSettings
    scenario_ids: tuple[str, ...]
    seeds: tuple[int, ...]
    lever_rows: tuple[LeverRow, ...]
    scenarios: Mapping[str, Scenario]
    bands: tuple[SalaryBand, ...] | None
    fingerprints: Mapping[str, str]

    @property
    def fingerprint(self) -> str:
        """One SHA-256 over all of them: equal for runs that must give the same tables."""
        return _sha256(json.dumps(dict(self.fingerprints)))


def gather_inputs(
    places: Places,
    settings: SimulationSettings,
    *,
    scenario_ids: Sequence[str] = ("default",),
    seeds: Sequence[int] | None = None,
) -> RunInputs:
    """Read and check the inputs; seeds default to the settings' random_seed.

    Raises:
        BadInputError: a census that is missing or of another date, an unknown scenario, a lever file with problems.
    """
    seeds = (settings.random_seed,) if seeds is None else tuple(seeds)
    _refuse_repeats("scenario", scenario_ids)
    _refuse_repeats("seed", seeds)
    _refuse_impossible_seeds(seeds)
    lever_rows = read_lever_file(places.levers, load_lever_catalogue())
    scenarios = read_scenarios()
    for scenario_id in scenario_ids:
        require_scenario(scenario_id, scenarios)
    require_scenarios_of(lever_rows, scenarios, lever_file=places.levers, scenario_file=SCENARIO_FILE)
    census = read_census(places)
    _require_census_date(census, places, settings)
    bands = read_bands(places.job_levels) if places.job_levels.exists() else None
    return RunInputs(
        census=census,
        settings=settings,
        scenario_ids=tuple(scenario_ids),
        seeds=seeds,
        lever_rows=lever_rows,
        scenarios=scenarios,
        bands=bands,
        fingerprints={
            "census": census_table_sha256(census),
            "levers": lever_rows_sha256(lever_rows),
            "scenarios": _sha256(json.dumps([[s.scenario_id, s.base_scenario_id] for s in scenarios.values()])),
            REQUESTED: _sha256(json.dumps([list(scenario_ids), list(seeds)])),
            "settings": _sha256(settings.model_dump_json(exclude={END_YEAR})),
            END_YEAR: _sha256(str(settings.end_year)),
            "job_levels": _sha256("seed" if bands is None else json.dumps([list(map(str, astuple(b))) for b in bands])),
            "plan": plan_sha256(),
        },
    )


def _require_census_date(census: pa.Table, places: Places, settings: SimulationSettings) -> None:
    expected, actual = settings.census_date, census_date(census)
    if actual != expected:
        raise BadInputError(
            f"The census in {places.census} is of {actual}, but a simulation from {settings.start_year} "
            f"starts from one of {expected}. Import a census of that date, or simulate from {actual.year + 1}."
        )


def _refuse_repeats(kind: str, values: Sequence[object]) -> None:
    repeated = sorted({str(value) for value in values if list(values).count(value) > 1})
    if repeated:
        raise BadInputError(f"The {kind} {', '.join(repeated)} is asked for more than once. Name each once.")
    if not values:
        raise BadInputError(f"No {kind} is asked for. Name at least one.")


def _refuse_impossible_seeds(seeds: Sequence[int]) -> None:
    for seed in seeds:
        if not 0 <= seed < SEED_END:
            raise BadInputError(f"The seed {seed} is out of range: it must be at least 0 and less than {SEED_END}.")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
