"""Each lever family, moved at one level in one year, moves the people it is about and nobody else."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reference.defaults import default_inputs
from reference.inputs import CensusRow, LeverRow
from reference.problem import Problem
from reference.real_run import fresh_places, real_run

if TYPE_CHECKING:
    import duckdb

LEVEL = 2
YEAR = 2026
SEED = 42
# Far above the default, so that among these people every lever has somebody to move.
MOVED = {
    "merit_base": Decimal("0.09"),
    "cola_rate": Decimal("0.08"),
    "promotion_raise": Decimal("0.30"),
    "new_hire_salary_adjustment": Decimal("1.40"),
    "promotion_probability": Decimal("0.30"),
}


@dataclass(frozen=True)
class PersonYear:
    year: int
    employee_id: str


@pytest.fixture(scope="module")
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """The default scenario and one scenario per family, in which one cell is moved and the next year set back."""
    inputs = default_inputs(census=census())
    before = {(row.job_level, row.parameter_name): row.value for row in inputs.lever_rows}
    moved = tuple(
        LeverRow(scenario_id=name, fiscal_year=year, job_level=LEVEL, parameter_name=name, value=value)
        for name, target in MOVED.items()
        for year, value in ((YEAR, target), (YEAR + 1, before[LEVEL, name]))
    )
    problem = Problem(
        inputs=replace(
            inputs,
            lever_rows=(*inputs.lever_rows, *moved),
            scenario_meta={"default": None, **dict.fromkeys(MOVED)},
        ),
        scenario_ids=("default", *MOVED),
        seeds=(SEED,),
    )
    with tempfile.TemporaryDirectory() as home, real_run(problem, fresh_places(Path(home))) as connection:
        yield connection


def census() -> tuple[CensusRow, ...]:
    """Four hundred people over all levels, ages and tenures."""
    return tuple(
        CensusRow(
            employee_id=f"P{number:03}",
            birth_date=date(1962 + number % 38, 1 + number % 12, 1 + number % 28),
            hire_date=date(2014 + number % 11, 1 + number % 12, 1 + number % 28),
            annual_salary=Decimal(60_000 + 137 * number),
            job_level=1 + number % 5,
        )
        for number in range(400)
    )


def salary_changes(connection: duckdb.DuckDBPyConnection, scenario: str) -> dict[PersonYear, float]:
    """Whose salary at year end or departure differs from the default scenario's, and by how much."""
    rows = connection.execute(
        "select moved.simulation_year, moved.employee_id, moved.annual_salary - status_quo.annual_salary "
        "from fct_workforce_snapshot as moved inner join fct_workforce_snapshot as status_quo "
        "using (seed, simulation_year, employee_id) "
        "where moved.scenario_id = ? and status_quo.scenario_id = 'default' "
        "and moved.annual_salary <> status_quo.annual_salary",
        [scenario],
    ).fetchall()
    return {PersonYear(year, employee): float(change) for year, employee, change in rows}


def people(connection: duckdb.DuckDBPyConnection, condition: str, scenario: str = "default") -> set[str]:
    """Who had an event of the year that was moved that meets the condition."""
    rows = connection.execute(
        f"select employee_id from fct_yearly_events where scenario_id = ? and simulation_year = {YEAR} and {condition}",
        [scenario],
    ).fetchall()
    return {employee for (employee,) in rows}


def flows(connection: duckdb.DuckDBPyConnection, scenario: str) -> list[tuple[int, ...]]:
    """Every year's headcount figures."""
    return connection.execute(
        "select simulation_year, opening_headcount, hires, terminations, new_hire_terminations, promotions, raises, "
        "closing_headcount from fct_year_metrics where scenario_id = ? order by all",
        [scenario],
    ).fetchall()


@pytest.mark.parametrize(
    ("lever", "condition"),
    [
        ("cola_rate", f"event_type = 'RAISE' and to_level = {LEVEL}"),
        ("merit_base", f"event_type = 'RAISE' and to_level = {LEVEL} and merit_rate > 0"),
        ("promotion_raise", f"event_type = 'PROMOTION' and from_level = {LEVEL}"),
        ("new_hire_salary_adjustment", f"event_type = 'HIRE' and to_level = {LEVEL}"),
    ],
)
def test_a_pay_lever_raises_the_pay_of_those_with_its_event_and_of_nobody_else(
    warehouse: duckdb.DuckDBPyConnection, lever: str, condition: str
) -> None:
    changes = salary_changes(warehouse, lever)
    affected = people(warehouse, condition)
    assert affected
    assert {person.employee_id for person in changes} == affected
    assert min(changes.values()) > 0
    assert {person.employee_id for person in changes if person.year == YEAR} == affected
    assert min(person.year for person in changes) == YEAR


@pytest.mark.parametrize("lever", ["cola_rate", "merit_base", "promotion_raise", "new_hire_salary_adjustment"])
def test_a_pay_lever_moves_nobody_in_or_out_or_up(warehouse: duckdb.DuckDBPyConnection, lever: str) -> None:
    assert flows(warehouse, lever) == flows(warehouse, "default")


def test_a_raise_is_higher_by_exactly_what_cola_was_moved(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        "select moved.new_salary / moved.previous_salary - status_quo.new_salary / status_quo.previous_salary "
        "from fct_yearly_events as moved inner join fct_yearly_events as status_quo "
        "using (seed, simulation_year, employee_id, event_type) where moved.scenario_id = 'cola_rate' "
        f"and status_quo.scenario_id = 'default' and event_type = 'RAISE' and simulation_year = {YEAR} "
        f"and moved.to_level = {LEVEL}"
    ).fetchall()
    # From 1.5 % to 8 %.
    assert rows
    assert [change for (change,) in rows] == pytest.approx([0.065] * len(rows), abs=1e-8)


def test_promotion_probability_only_adds_promotions_from_its_level_in_its_year(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    at_level = f"event_type = 'PROMOTION' and from_level = {LEVEL}"
    elsewhere = f"event_type = 'PROMOTION' and from_level <> {LEVEL}"
    assert people(warehouse, at_level, "promotion_probability") > people(warehouse, at_level)
    assert people(warehouse, elsewhere, "promotion_probability") == people(warehouse, elsewhere)
    for others in ("event_type = 'TERMINATION'", "event_type = 'HIRE'"):
        assert people(warehouse, others, "promotion_probability") == people(warehouse, others)
    assert min(person.year for person in salary_changes(warehouse, "promotion_probability")) == YEAR


def test_promotion_probability_changes_no_year_before_its_own_and_no_headcount(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    moved, status_quo = (flows(warehouse, name) for name in ("promotion_probability", "default"))
    assert [row for row in moved if row[0] < YEAR] == [row for row in status_quo if row[0] < YEAR]
    # The plan decides how many; promotions only decide whom, by the level factor of later departures.
    columns = (1, 2, 3, 4, 7)
    assert [[row[c] for c in columns] for row in moved] == [[row[c] for c in columns] for row in status_quo]
