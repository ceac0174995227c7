"""A year that would hire more people than can be simulated is refused before anybody is hired."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest

from optimization.errors import BadInputError
from optimization.parameters.settings import load_simulation_settings
from optimization.simulation.planned_hires import refuse_boundless_hiring

SETTINGS = load_simulation_settings().replace(new_hire_termination_rate=Decimal("0.999999"))


def plan(*hires: int) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("create table int_headcount_plan (simulation_year int, opening_headcount bigint, hires bigint)")
    for year, number in enumerate(hires, start=2025):
        connection.execute(f"insert into int_headcount_plan values ({year}, 3000, {number})")
    return connection


def test_hires_up_to_the_largest_census_are_let_pass() -> None:
    refuse_boundless_hiring(plan(0, 10_000_000), SETTINGS)


def test_the_first_year_beyond_is_named_with_the_rates() -> None:
    # 3,000 people: 360 leave, 90 more are wanted, and one in a million new hires stays: 450 / 0.000001.
    with pytest.raises(BadInputError) as refusal:
        refuse_boundless_hiring(plan(600, 450_000_000, 463_500_000), SETTINGS)

    message = str(refusal.value)
    assert message.startswith("2026 would hire 450,000,000 people on top of 3,000; at most 10,000,000 a year")
    assert "new_hire_termination_rate = 0.999999" in message
