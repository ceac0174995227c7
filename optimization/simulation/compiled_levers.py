"""The levers in force, resolved by dbt's own compiled SQL in memory: no run, no census, no warehouse file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from optimization.parameters.lever_cells import LeverTable
from optimization.parameters.lever_file import LeverRow
from optimization.parameters.scenarios import Scenario
from optimization.parameters.settings import SimulationSettings
from optimization.places import SEEDS_DIR, Places
from optimization.simulation import input_tables
from optimization.simulation.in_memory import create_seeds, in_memory
from optimization.simulation.plan_file import ensure_plan
from optimization.simulation.salary_bands import read_bands
from optimization.simulation.unresolved_levers import refuse_unresolved_levers
from optimization.simulation.warehouse import read_levers

_MODEL = "int_levers_resolved"


def resolve_levers(  # noqa: PLR0913 - the rows, the scenarios, the horizon, the bands, and who is told
    lever_rows: Sequence[LeverRow],
    *,
    scenarios: Sequence[Scenario],
    scenario_ids: Sequence[str],
    settings: SimulationSettings,
    places: Places,
    on_progress: Callable[[str], None] = lambda _step: None,
) -> dict[str, LeverTable]:
    """The levers in force for each scenario asked for, in the simulated years.

    Args:
        lever_rows: what a lever file holds, of known scenarios only.
        scenarios: every scenario with its base.
        scenario_ids: the scenarios asked for, each a known one.
        settings: the horizon.
        places: where the compiled SQL is kept, and bands derived from the census.
        on_progress: told when the SQL must be compiled first, which takes seconds.

    Raises:
        BadInputError: a lever resolves nowhere, the band table is none, or a seed breaks one of its tests.
        PlanwiseError: the dbt project does not parse or compile.
    """
    plan = ensure_plan(places, on_progress=on_progress)
    with in_memory() as connection:
        create_seeds(connection, plan)
        input_tables.insert_lever_rows(connection, lever_rows)
        input_tables.replace_scenarios(connection, scenarios)
        input_tables.replace_bands(connection, read_bands(_bands_in_force(places)))
        input_tables.create_settings(connection, settings)
        input_tables.request_scenarios(connection, scenario_ids)
        for model in plan.with_ancestors([_MODEL]):
            connection.execute(f"create view {model.relation} as {model.sql}")
        refuse_unresolved_levers(connection)
        return {scenario_id: read_levers(connection, scenario_id) for scenario_id in scenario_ids}


def _bands_in_force(places: Places) -> Path:
    return places.job_levels if places.job_levels.exists() else SEEDS_DIR / "job_levels.csv"
