"""The input tables of a private warehouse: what dbt's sources read, and the rows that seeds are given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimization.parameters.lever_file import LeverRow
from optimization.parameters.settings import SimulationSettings
from optimization.simulation.run_inputs import RunInputs

if TYPE_CHECKING:
    import duckdb

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


def create_input_tables(connection: duckdb.DuckDBPyConnection, inputs: RunInputs) -> None:
    """Make the schema `inputs`: census, settings, clock, scenarios, seeds and the run's fingerprints."""
    connection.execute("create schema if not exists inputs")
    connection.execute(
        "create or replace table inputs.census as select * from read_parquet(?) order by employee_id",
        [str(inputs.census)],
    )
    _create_settings(connection, inputs.settings)
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
    connection.execute("delete from scenario_meta")
    connection.executemany(
        "insert into scenario_meta values (?, ?, ?, ?)",
        [(s.scenario_id, s.base_scenario_id, s.title, s.description) for s in inputs.scenarios.values()],
    )
    if inputs.job_levels is not None:
        _replace_bands(connection, inputs.job_levels)


def insert_lever_rows(connection: duckdb.DuckDBPyConnection, rows: Sequence[LeverRow]) -> None:
    """Add lever rows to the private warehouse's copy of the lever file."""
    import pyarrow as pa

    lever_table = pa.table(  # noqa: F841 - DuckDB finds it by name
        {
            "scenario_id": [row.scenario_id for row in rows],
            "fiscal_year": [row.cell.fiscal_year for row in rows],
            "job_level": [row.cell.job_level for row in rows],
            "event_type": [row.event_type for row in rows],
            "parameter_name": [row.cell.parameter_name for row in rows],
            "parameter_value": pa.array([float(row.value) for row in rows], pa.float64()),
            "is_locked": [int(row.is_locked) for row in rows],
            "created_at": [row.created_at for row in rows],
            "created_by": [row.created_by for row in rows],
        }
    )
    connection.execute("insert into comp_levers by name select * from lever_table")


def _create_settings(connection: duckdb.DuckDBPyConnection, settings: SimulationSettings) -> None:
    values = tuple(getattr(settings, name) for name in _SETTING_COLUMNS)
    _create(connection, "inputs.settings", _SETTING_COLUMNS, [values])


def _replace_bands(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    from optimization.simulation.salary_bands import read_bands

    connection.execute("delete from job_levels")
    connection.executemany(
        "insert into job_levels values (?, ?, ?, ?)",
        [(b.job_level, b.level_name, b.min_compensation, b.max_compensation) for b in read_bands(path)],
    )


def _create(
    connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str], rows: Sequence[tuple[Any, ...]]
) -> None:
    connection.execute(f"create or replace table {table} ({', '.join(f'{c} {t}' for c, t in columns.items())})")
    if rows:
        connection.executemany(f"insert into {table} values ({', '.join('?' * len(columns))})", rows)
