"""Hands a problem to the real system: the same inputs through census file, lever rows, dbt and DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_file import LeverRow
from optimization.parameters.scenarios import Scenario
from optimization.parameters.settings import SimulationSettings, load_simulation_settings
from optimization.places import Places
from optimization.simulation.census_install import install_census
from optimization.simulation.census_read import read_census
from optimization.simulation.census_schema import CensusOrigin, Person, arrow_schema
from optimization.simulation.official_run import connect, open_session, prepare_warehouse, simulate_years
from optimization.simulation.private_run import private_run
from optimization.simulation.run_inputs import RunInputs
from reference.inputs import Band, ModelInputs, Tables
from reference.problem import Problem

if TYPE_CHECKING:
    import duckdb

OLDEST = 999


@contextmanager
def real_run(problem: Problem, places: Places, *, threads: int = 2) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the tested warehouse of the problem's run, for the length of a block."""
    install_problem_census(problem.inputs, places)
    inputs = run_inputs(problem, places)
    with private_run(places) as private:
        session = open_session(private, places, threads=threads)
        prepare_warehouse(session, inputs)
        with connect(private.warehouse) as connection:
            replace_tables(connection, problem.inputs.tables)
        simulate_years(session, inputs, first_year=problem.inputs.start_year)
        session.call("build", "--exclude-resource-type", "seed", "--exclude-resource-type", "unit_test")
        with connect(private.warehouse) as connection:
            yield connection


def run_inputs(problem: Problem, places: Places) -> RunInputs:
    """The problem as the inputs of an official run."""
    return RunInputs(
        census=read_census(places),
        settings=settings_of(problem.inputs),
        scenario_ids=problem.scenario_ids,
        seeds=problem.seeds,
        lever_rows=lever_rows(problem.inputs),
        scenarios={
            name: Scenario(scenario_id=name, base_scenario_id=base, title="", description="", line=0)
            for name, base in problem.inputs.scenario_meta.items()
        },
        bands=None,
        fingerprints={"problem": "0"},
    )


def settings_of(inputs: ModelInputs) -> SimulationSettings:
    """The problem's assumptions, checked as the configuration file is."""
    given = inputs.assumptions
    return load_simulation_settings().replace(
        start_year=inputs.start_year,
        end_year=inputs.years[-1],
        workforce_growth_rate=given.workforce_growth,
        total_termination_rate=given.total_termination_rate,
        new_hire_termination_rate=given.new_hire_termination_rate,
        salary_structure_increase=given.salary_structure_increase,
        merit_cutoff_month=given.merit_cutoff_month,
        merit_cutoff_day=given.merit_cutoff_day,
        starting_pay_spread_lower=given.starting_pay_lowest,
        starting_pay_spread_width=given.starting_pay_spread,
        promotion_min_tenure_years=given.promotion_minimum_tenure_years,
        promotion_max_age_years=given.promotion_maximum_age_years,
    )


def lever_rows(inputs: ModelInputs) -> tuple[LeverRow, ...]:
    """The problem's levers as rows of a lever file."""
    catalogue = load_lever_catalogue()
    return tuple(
        LeverRow(
            line=0,
            scenario_id=row.scenario_id,
            cell=LeverCell(row.fiscal_year, row.job_level, row.parameter_name),
            event_type=catalogue.of_parameter(row.parameter_name).event_type,
            value=Decimal(row.value),
            is_locked=False,
            created_at="",
            created_by="",
        )
        for row in inputs.lever_rows
    )


def install_problem_census(inputs: ModelInputs, places: Places) -> None:
    """Write the problem's census where a run reads it."""
    origin = CensusOrigin(census_date=date(inputs.start_year - 1, 12, 31), source_name="problem", source_sha256="0")
    people = [
        Person(
            row.employee_id,
            row.birth_date,
            row.hire_date,
            row.annual_salary,
            row.job_level,
            row.gender,
            row.department,
            None,
            None,
            None,
        )
        for row in sorted(inputs.census, key=lambda row: row.employee_id.encode())
    ]
    columns = {
        name: pa.array(values, arrow_schema().field(name).type)
        for name, values in zip(Person._fields, zip(*people, strict=True), strict=True)
    }
    table = pa.table(columns, schema=arrow_schema().with_metadata(origin.metadata()))
    install_census(places, table, bands=None)


def replace_tables(connection: duckdb.DuckDBPyConnection, tables: Tables) -> None:
    """Give the seeds' tables the problem's levels, bands and shares."""
    _replace(
        connection,
        "job_levels",
        [(x.job_level, x.name, x.minimum_compensation, x.maximum_compensation) for x in tables.job_levels],
    )
    _replace(
        connection,
        "job_level_assumptions",
        [(x.job_level, x.hiring_weight, float(x.termination_factor)) for x in tables.job_levels],
    )
    _replace(connection, "age_bands", _band_rows(tables.age_bands))
    _replace(connection, "tenure_bands", _band_rows(tables.tenure_bands))
    _replace(connection, "hiring_ages", list(tables.hiring_ages))
    _replace(connection, "raise_months", list(enumerate(tables.raise_month_shares, start=1)))


def _band_rows(bands: tuple[Band, ...]) -> list[tuple[object, ...]]:
    ends = [*(band.from_years - 1 for band in bands[1:]), OLDEST]
    return [
        (b.label, b.from_years, end, float(b.termination_multiplier), float(b.promotion_multiplier))
        for b, end in zip(bands, ends, strict=True)
    ]


def _replace(connection: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[object, ...]]) -> None:
    connection.execute(f"delete from {table}")
    connection.executemany(f"insert into {table} values ({', '.join('?' * len(rows[0]))})", rows)


def fresh_places(home: Path) -> Places:
    """The places of an empty home with the shipped lever file."""
    from optimization.places import places

    return places({"PLANWISE_HOME": str(home)})
