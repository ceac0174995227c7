"""The input tables of a private warehouse: what dbt's sources read, and the rows that seeds are given."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from optimization.interruptions import no_lost_interruption
from optimization.parameters.lever_file import LeverRow
from optimization.parameters.scenarios import SCENARIO_COLUMNS, Scenario
from optimization.parameters.settings import SimulationSettings

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from optimization.simulation.run_inputs import RunInputs
from optimization.simulation.salary_bands import SalaryBand

# Settings that SQL reads; the others choose a run and its default census.
_SETTING_COLUMNS = {
    "start_year": "integer",
    "end_year": "integer",
    "workforce_growth_rate": "decimal(18, 9)",
    "total_termination_rate": "decimal(18, 9)",
    "new_hire_termination_rate": "decimal(18, 9)",
    "salary_structure_increase": "double",
    "merit_cutoff_month": "integer",
    "merit_cutoff_day": "integer",
    "starting_pay_spread_lower": "double",
    "starting_pay_spread_width": "double",
    "promotion_min_tenure_years": "integer",
    "promotion_max_age_years": "integer",
    "pay_gap_reference_gender": "varchar",
    "pay_gap_comparison_gender": "varchar",
}
_LEVER_TYPES = {
    "scenario_id": "varchar",
    "fiscal_year": "integer",
    "job_level": "integer",
    "parameter_name": "varchar",
    "event_type": "varchar",
    "parameter_value": "double",
    "is_locked": "integer",
    "created_at": "varchar",
    "created_by": "varchar",
}
_BAND_TYPES = {
    "job_level": "integer",
    "level_name": "varchar",
    "min_compensation": "decimal(18, 4)",
    "max_compensation": "decimal(18, 4)",
}


def create_input_tables(connection: duckdb.DuckDBPyConnection, inputs: RunInputs) -> None:
    """Make the schema `inputs`: census, settings, clock, scenarios, seeds and the run's fingerprints."""
    connection.execute("create schema if not exists inputs")
    with no_lost_interruption():
        connection.register("given_census", inputs.census)
    connection.execute("create or replace table inputs.census as select * from given_census order by employee_id")
    connection.unregister("given_census")
    create_settings(connection, inputs.settings)
    connection.execute("create or replace table inputs.clock (simulation_year integer)")
    connection.execute("insert into inputs.clock values (?)", [inputs.settings.start_year])
    request_scenarios(connection, inputs.scenario_ids)
    request_seeds(connection, inputs.seeds)
    fingerprints = [*inputs.fingerprints.items(), ("all", inputs.fingerprint)]
    _create(connection, "inputs.run", {"input_name": "varchar", "sha256": "varchar"}, fingerprints)


def request_scenarios(connection: duckdb.DuckDBPyConnection, scenario_ids: Sequence[str]) -> None:
    """Ask for these scenarios, and no others, to be simulated."""
    _create(connection, "inputs.scenarios", {"scenario_id": "varchar"}, [(name,) for name in scenario_ids])


def request_seeds(connection: duckdb.DuckDBPyConnection, seeds: Sequence[int]) -> None:
    """Ask for the scenarios to be simulated under these seeds."""
    _create(connection, "inputs.seeds", {"seed": "bigint"}, [(seed,) for seed in seeds])


def set_clock(connection: duckdb.DuckDBPyConnection, year: int) -> None:
    """Make this the year that the yearly models simulate."""
    connection.execute("update inputs.clock set simulation_year = ?", [year])


def replace_parameter_rows(connection: duckdb.DuckDBPyConnection, inputs: RunInputs) -> None:
    """Give the lever, scenario and band tables the rows of the files in force, which may not be the seeds."""
    connection.execute("delete from comp_levers")
    insert_lever_rows(connection, inputs.lever_rows)
    replace_scenarios(connection, inputs.scenarios.values())
    if inputs.bands is not None:
        replace_bands(connection, inputs.bands)


def insert_lever_rows(connection: duckdb.DuckDBPyConnection, rows: Sequence[LeverRow]) -> None:
    """Add lever rows to the private warehouse's copy of the lever file."""
    _insert(
        connection,
        "comp_levers",
        _LEVER_TYPES,
        [
            (
                row.scenario_id,
                *row.cell,
                row.event_type,
                float(row.value),
                int(row.is_locked),
                row.created_at,
                row.created_by,
            )
            for row in rows
        ],
    )


def replace_candidates(
    connection: duckdb.DuckDBPyConnection, names: Sequence[str], rows: pa.Table, *, base: str
) -> None:
    """Ask for these candidates, and no other scenario, to be simulated; those of the batch before are taken out.

    Args:
        connection: the private warehouse.
        names: the candidates' scenario names.
        rows: what each sets, as `CandidateRows.table` gives it.
        base: the scenario that they differ from.
    """
    connection.execute("create table if not exists inputs.candidates (scenario_id varchar)")
    for table in ("comp_levers", "scenario_meta"):
        connection.execute(f"delete from {table} where scenario_id in (from inputs.candidates)")
    connection.execute("create or replace table inputs.candidates as select unnest(?) as scenario_id", [list(names)])
    connection.execute("create or replace table inputs.scenarios as from inputs.candidates")
    quoted = base.replace("'", "''")
    connection.execute(
        f"insert into scenario_meta by name select scenario_id, '{quoted}' as base_scenario_id from inputs.candidates"
    )
    with no_lost_interruption():
        connection.register("given_rows", rows)
    connection.execute("insert into comp_levers by name select *, 0 as is_locked from given_rows")
    connection.unregister("given_rows")


def create_settings(connection: duckdb.DuckDBPyConnection, settings: SimulationSettings) -> None:
    """Make inputs.settings, one row; the schema `inputs` must exist."""
    values = tuple(getattr(settings, name) for name in _SETTING_COLUMNS)
    _create(connection, "inputs.settings", _SETTING_COLUMNS, [values])


def replace_scenarios(connection: duckdb.DuckDBPyConnection, scenarios: Iterable[Scenario]) -> None:
    """Give scenario_meta these rows."""
    connection.execute("delete from scenario_meta")
    _insert(
        connection,
        "scenario_meta",
        dict.fromkeys(SCENARIO_COLUMNS, "varchar"),
        [(s.scenario_id, s.base_scenario_id, s.title, s.description) for s in scenarios],
    )


def replace_bands(connection: duckdb.DuckDBPyConnection, bands: Iterable[SalaryBand]) -> None:
    """Give job_levels these rows."""
    connection.execute("delete from job_levels")
    _insert(
        connection,
        "job_levels",
        _BAND_TYPES,
        [(b.job_level, b.level_name, b.min_compensation, b.max_compensation) for b in bands],
    )


def _create(
    connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str], rows: Sequence[tuple[Any, ...]]
) -> None:
    connection.execute(f"create or replace table {table} ({', '.join(f'{c} {t}' for c, t in columns.items())})")
    _insert(connection, table, columns, rows)


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Add rows, every value as its exact text.

    As a literal and not as parameters: DuckDB imports pandas to convert the first parameter of a process, which takes
    longer than all of `planwise levers show` may.
    """
    if not rows:
        return
    texts = [[None if value is None else str(value) for value in row] for row in rows]
    literal = json.dumps(texts).replace("'", "''")
    # DuckDB counts the elements of a list from 1.
    values = ", ".join(
        f"cast(fields[{position}] as {of_type})" for position, of_type in enumerate(columns.values(), start=1)
    )
    connection.execute(
        f"insert into {table} ({', '.join(columns)}) "
        f"select {values} from (select unnest(from_json('{literal}', '[[\"VARCHAR\"]]')) as fields)"
    )
