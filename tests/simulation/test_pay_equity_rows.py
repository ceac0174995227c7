"""The rows of fct_pay_equity come by year, for one scenario and seed, with what cannot be measured as None."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from optimization.simulation.pay_equity import PayEquity, read_pay_equity

NUMBERS = (0.25, 0.01, 0.11, 0.9, 1.0, 1.1)


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        # In another order than the dataclass has its fields: columns go by name.
        connection.execute(
            "create table fct_pay_equity (adjusted_pay_gap_upper double, adjusted_pay_gap_lower double, "
            "adjusted_pay_gap double, raw_pay_gap double, compared_headcount bigint, compa_ratio_p90 double, "
            "compa_ratio_p50 double, compa_ratio_p10 double, theil_between_levels double, "
            "theil_within_levels double, gini double, headcount bigint, simulation_year integer, seed bigint, "
            "scenario_id varchar)"
        )
        rows = [
            (0.05, 0.01, 0.03, 0.04, 80, *reversed(NUMBERS), 100, 2025, 42, "default"),
            (None, None, None, None, 0, *reversed(NUMBERS), 90, 2024, 42, "default"),
            (0.5, 0.1, 0.3, 0.4, 8, *reversed(NUMBERS), 10, 2025, 7, "default"),
        ]
        connection.executemany(f"insert into fct_pay_equity values ({', '.join('?' * len(rows[0]))})", rows)
        yield connection


def test_rows_come_by_year_with_every_column_in_its_place(warehouse: duckdb.DuckDBPyConnection) -> None:
    equity = read_pay_equity(warehouse, scenario_id="default", seed=42)
    assert list(equity) == [2024, 2025]
    assert equity[2025] == PayEquity(
        simulation_year=2025,
        headcount=100,
        gini=0.25,
        theil_within_levels=0.01,
        theil_between_levels=0.11,
        compa_ratio_p10=0.9,
        compa_ratio_p50=1.0,
        compa_ratio_p90=1.1,
        compared_headcount=80,
        raw_pay_gap=0.04,
        adjusted_pay_gap=0.03,
        adjusted_pay_gap_lower=0.01,
        adjusted_pay_gap_upper=0.05,
    )


def test_a_gap_that_cannot_be_measured_is_none(warehouse: duckdb.DuckDBPyConnection) -> None:
    row = read_pay_equity(warehouse, scenario_id="default", seed=42)[2024]
    assert (row.compared_headcount, row.raw_pay_gap, row.adjusted_pay_gap) == (0, None, None)
    assert (row.adjusted_pay_gap_lower, row.adjusted_pay_gap_upper) == (None, None)


def test_a_scenario_that_the_run_does_not_have_gives_no_rows(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert read_pay_equity(warehouse, scenario_id="frugal", seed=42) == {}
