"""Pay against bands and statuses are counted from the snapshot as one counts by hand."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from optimization.simulation.published_people import (
    STATUS_SENTENCES,
    DetailedStatus,
    LevelPay,
    read_level_pay,
    read_status_mix,
)

ACTIVE, LEFT = "active", "terminated"
STAYED, HIRED = "continuous_active", "new_hire_active"
LEAVER, HIRED_AND_GONE = "experienced_termination", "new_hire_termination"
# Scenario, seed, year, level, salary, status, detailed status. The band of level 1 is 50 to 70 in 2025 and 55 to 77
# in 2026; that of level 2 twice as high.
SNAPSHOT = [
    ("default", 42, 2025, 1, 50.0, ACTIVE, STAYED),
    ("default", 42, 2025, 1, 70.0, ACTIVE, STAYED),
    ("default", 42, 2025, 1, 40.0, ACTIVE, HIRED),
    ("default", 42, 2025, 1, 80.0, ACTIVE, STAYED),
    ("default", 42, 2025, 1, 60.0, ACTIVE, STAYED),
    ("default", 42, 2025, 1, 999.0, LEFT, LEAVER),
    ("default", 42, 2025, 2, 120.0, ACTIVE, STAYED),
    ("default", 42, 2026, 1, 77.0, ACTIVE, STAYED),
    ("default", 42, 2026, 1, 78.0, ACTIVE, STAYED),
    ("default", 42, 2026, 1, 54.0, LEFT, HIRED_AND_GONE),
    ("default", 7, 2025, 1, 1.0, ACTIVE, STAYED),
    ("frugal", 42, 2025, 1, 2.0, ACTIVE, STAYED),
]


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(
            "create table fct_workforce_snapshot (scenario_id varchar, seed bigint, simulation_year integer, "
            "job_level integer, annual_salary decimal(18, 4), employment_status varchar, "
            "detailed_status_code varchar, compa_ratio double)"
        )
        midpoints = {(2025, 1): 60.0, (2025, 2): 120.0, (2026, 1): 66.0, (2026, 2): 132.0}
        connection.executemany(
            "insert into fct_workforce_snapshot values (?, ?, ?, ?, ?, ?, ?, ?)",
            [(*row, row[4] / midpoints[row[2], row[3]]) for row in SNAPSHOT],
        )
        connection.execute(
            "create table int_salary_bands (simulation_year integer, job_level integer, band_midpoint double)"
        )
        connection.executemany(
            "insert into int_salary_bands values (?, ?, ?)", [(*key, value) for key, value in midpoints.items()]
        )
        connection.execute(
            "create table stg_parameters__job_levels as select * from (values (1, 'Staff', 50.0, 70.0), "
            "(2, 'Manager', 100.0, 140.0)) as levels (job_level, level_name, min_compensation, max_compensation)"
        )
        yield connection


def test_pay_of_a_level_is_that_of_its_active_people_against_the_band_of_the_year(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    pay = read_level_pay(warehouse, scenario_id="default", seed=42)
    assert list(pay) == [2025, 2026]
    assert list(pay[2025]) == [1, 2]
    # Salaries 40, 50, 60, 70, 80: a tenth of the way is 0.4 of the first step.
    assert pay[2025][1] == LevelPay(
        simulation_year=2025,
        job_level=1,
        level_name="Staff",
        headcount=5,
        p10=pytest.approx(44.0),
        p25=pytest.approx(50.0),
        median=pytest.approx(60.0),
        p75=pytest.approx(70.0),
        p90=pytest.approx(76.0),
        band_minimum=50.0,
        band_midpoint=60.0,
        band_maximum=70.0,
        red_circled=1,
        green_circled=1,
        compa_ratio_median=pytest.approx(1.0),
    )


def test_bands_move_with_their_midpoint(warehouse: duckdb.DuckDBPyConnection) -> None:
    level = read_level_pay(warehouse, scenario_id="default", seed=42)[2026][1]
    assert (level.band_minimum, level.band_maximum) == pytest.approx((55.0, 77.0))
    assert (level.headcount, level.red_circled, level.green_circled) == (2, 1, 0)


def test_statuses_count_everybody_employed_at_any_time_of_the_year(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert read_status_mix(warehouse, scenario_id="default", seed=42) == {
        2025: {STAYED: 5, HIRED: 1, LEAVER: 1, HIRED_AND_GONE: 0},
        2026: {STAYED: 2, HIRED: 0, LEAVER: 0, HIRED_AND_GONE: 1},
    }


def test_another_scenario_or_seed_has_its_own_people_and_an_unknown_one_none(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert read_level_pay(warehouse, scenario_id="default", seed=7)[2025][1].median == 1.0
    assert read_level_pay(warehouse, scenario_id="frugal", seed=42)[2025][1].median == 2.0
    assert read_level_pay(warehouse, scenario_id="no_such", seed=42) == {}
    assert read_status_mix(warehouse, scenario_id="default", seed=8) == {}


def test_every_status_has_a_sentence() -> None:
    assert set(STATUS_SENTENCES) == set(DetailedStatus)
    assert all(sentence.endswith(".") for sentence in STATUS_SENTENCES.values())
