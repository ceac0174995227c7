"""Reads the published warehouse: metrics, growth drivers and levers of the last official run."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from optimization.errors import BadInputError, PlanwiseError
from optimization.parameters.lever_cells import LeverCell, LeverSetting, LeverTable
from optimization.parameters.settings import SimulationSettings, load_simulation_settings
from optimization.places import Places
from optimization.simulation.growth_drivers import GrowthDrivers, YearDrivers
from optimization.simulation.level_metrics import LevelMetrics, LevelYear
from optimization.simulation.protocol import GrowthMethod, Metrics, YearMetrics

if TYPE_CHECKING:
    import duckdb

# Nobody should hold the published file; whoever opens it by mistake is usually gone in a moment.
_WAIT_SECONDS = 3.0
_RETRY_SECONDS = 0.25
# How DuckDB words it.
_HELD = "Could not set lock"
_HOLDER = re.compile(r"held in (?P<command>.+?) \(PID (?P<pid>\d+)\)")

_LEVEL_YEARS = """
    select
        scenario_years.scenario_id,
        scenario_years.seed,
        scenario_years.simulation_year,
        level_pay.job_level,
        coalesce(level_pay.active_headcount, 0) as headcount,
        level_pay.active_pay / level_pay.active_headcount as mean_pay,
        dispersion.pay_cv
    from int_scenario_years as scenario_years
    inner join int_level_pay as level_pay using (scenario_key, seed, simulation_year)
    left join int_level_dispersion as dispersion using (scenario_key, seed, simulation_year, job_level)
    where not scenario_years.is_base_year
    order by all
"""


@contextmanager
def open_published(places: Places) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the published warehouse for the length of a block.

    Raises:
        BadInputError: nothing has been published.
        PlanwiseError: another process holds the file open for writing, which names file, pid and command; or a query
            of the block broke, since the file is damaged or of another version of the program, or memory ran out.
    """
    import duckdb

    try:
        with _connected(places) as connection:
            yield connection
    except duckdb.InterruptException:
        # Somebody stopped a query: nothing is wrong with the file.
        raise
    except duckdb.OutOfMemoryException as error:
        raise PlanwiseError(
            f"{places.warehouse} cannot be read for lack of memory: {error}. Free some and try again."
        ) from error
    except duckdb.Error as error:
        raise PlanwiseError(
            f"{places.warehouse} is damaged, or was published by another version of PlanWise: {error}. "
            "Run `planwise simulate` to publish it again."
        ) from error


def read_run_fingerprint(connection: duckdb.DuckDBPyConnection) -> str:
    """SHA-256 over what this warehouse was computed from."""
    row = connection.execute("select sha256 from inputs.run where input_name = 'all'").fetchone()
    assert row is not None, "every run writes its fingerprint"
    return str(row[0])


def read_input_fingerprints(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """SHA-256 per input that this warehouse was computed from, and over all of them under `all`."""
    return dict(connection.execute("select input_name, sha256 from inputs.run").fetchall())


def read_settings(connection: duckdb.DuckDBPyConnection) -> SimulationSettings:
    """The settings of the run where SQL saw them, and of config/simulation.yaml for the rest.

    The rest are seeds and the size of the default census, which a run's tables do not depend on.

    Raises:
        BadInputError: config/simulation.yaml is wrong, or the run was made with settings that there are no more.
    """
    (given,) = _rows(connection, "select * from inputs.settings")
    return load_simulation_settings().replace(**given)


def read_metrics(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, int], Metrics]:
    """Every scenario's metrics by scenario and seed, from fct_scenario_metrics and fct_year_metrics."""
    years: dict[tuple[str, int], dict[int, YearMetrics]] = {}
    for row in _rows(connection, "select * from fct_year_metrics"):
        key = (row["scenario_id"], row["seed"])
        years.setdefault(key, {})[row["simulation_year"]] = _year_metrics(row)
    return {
        (row["scenario_id"], row["seed"]): Metrics(
            seed=row["seed"],
            horizon_growth=_by_method(row, "horizon_growth"),
            total_compensation_cost=row["total_compensation_cost"],
            equity_cv=row["equity_cv"],
            closing_headcount=row["closing_headcount"],
            promotion_rate=row["promotion_rate"],
            raise_budget_rate=row["raise_budget_rate"],
            years=years[row["scenario_id"], row["seed"]],
        )
        for row in _rows(connection, "select * from fct_scenario_metrics order by scenario_id, seed")
    }


def read_growth_drivers(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, int], GrowthDrivers]:
    """What made pay grow in every scenario, by scenario and seed, from fct_growth_drivers."""
    years: dict[tuple[str, int], dict[int, YearDrivers]] = {}
    for row in _rows(connection, "select * from fct_growth_drivers order by scenario_id, seed, simulation_year"):
        key = (row["scenario_id"], row["seed"])
        parts = {part.name: row[part.name] for part in fields(YearDrivers)}
        years.setdefault(key, {})[row["simulation_year"]] = YearDrivers(**parts)
    return {key: GrowthDrivers(seed=key[1], years=by_year) for key, by_year in years.items()}


def read_level_metrics(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, int], LevelMetrics]:
    """Every scenario's job levels by scenario and seed, from int_level_pay and int_level_dispersion."""
    years: dict[tuple[str, int], dict[int, dict[int, LevelYear]]] = {}
    for row in _rows(connection, _LEVEL_YEARS):
        levels = years.setdefault((row["scenario_id"], row["seed"]), {}).setdefault(row["simulation_year"], {})
        levels[row["job_level"]] = LevelYear(
            headcount=int(row["headcount"]), mean_pay=row["mean_pay"], pay_cv=row["pay_cv"]
        )
    return {key: LevelMetrics(seed=key[1], years=by_year) for key, by_year in years.items()}


def read_levers(connection: duckdb.DuckDBPyConnection, scenario_id: str) -> LeverTable:
    """The levers in force for a scenario, as SQL resolved them."""
    # Chosen here and not by a parameter: DuckDB imports pandas to convert one, and there are few scenarios.
    rows = connection.execute(
        "select scenario_id, simulation_year, job_level, parameter_name, parameter_value, is_locked, "
        "source_scenario_id from int_levers_resolved order by all"
    ).fetchall()
    return LeverTable(
        scenario_id=scenario_id,
        settings={
            LeverCell(year, level, name): LeverSetting(value=value, is_locked=locked, source_scenario_id=source)
            for scenario, year, level, name, value, locked, source in rows
            if scenario == scenario_id
        },
    )


def _connected(places: Places) -> duckdb.DuckDBPyConnection:
    """A connection, after a wait where the file is held for writing; it closes itself at the end of a block."""
    import duckdb

    if not places.warehouse.exists():
        raise BadInputError(f"There is no published run: {places.warehouse} is missing. Run `planwise simulate`.")
    deadline = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            return duckdb.connect(str(places.warehouse), read_only=True)
        except duckdb.IOException as error:
            if _HELD not in str(error):
                raise PlanwiseError(
                    f"{places.warehouse} cannot be read: {error}. Run `planwise simulate` to publish it again."
                ) from error
            if time.monotonic() > deadline:
                raise PlanwiseError(_held_message(places, error)) from error
            time.sleep(_RETRY_SECONDS)


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[Mapping[str, Any]]:
    result = connection.execute(query)
    names: Sequence[str] = [column[0] for column in result.description]
    return (dict(zip(names, row, strict=True)) for row in result.fetchall())


def _by_method(row: Mapping[str, Any], prefix: str) -> dict[GrowthMethod, float | None]:
    return {method: row[f"{prefix}_{method}"] for method in GrowthMethod}


def _year_metrics(row: Mapping[str, Any]) -> YearMetrics:
    return YearMetrics(
        opening_headcount=row["opening_headcount"],
        hires=row["hires"],
        terminations=row["terminations"],
        new_hire_terminations=row["new_hire_terminations"],
        promotions=row["promotions"],
        raises=row["raises"],
        closing_headcount=row["closing_headcount"],
        wage_bill=row["wage_bill"],
        mean_pay=_by_method(row, "mean_pay"),
        yoy_growth=_by_method(row, "yoy_growth"),
        equity_cv=row["equity_cv"],
        promotion_rate=row["promotion_rate"],
        raise_budget_rate=row["raise_budget_rate"],
    )


def _held_message(places: Places, error: Exception) -> str:
    holder = _HOLDER.search(str(error))
    who = f"process {holder['pid']} ({holder['command']})" if holder else "another process"
    return (
        f"{places.warehouse} is held open for writing by {who}, so nobody can read it. "
        "Close it there (PlanWise itself never writes to the published file) and try again."
    )
