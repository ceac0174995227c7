"""Compares a real run with the reference model, person by person, event by event, figure by figure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from optimization.simulation.growth_drivers import GrowthDrivers
from optimization.simulation.protocol import GrowthMethod, Metrics
from reference.drivers import year_drivers
from reference.outputs import Run

if TYPE_CHECKING:
    import duckdb

# Stored pay has four decimals, and the last may round the other way.
STORED_PAY_TOLERANCE = 1.01e-4
RELATIVE_TOLERANCE = 1e-9
ABSOLUTE_TOLERANCE = 1e-9
COUNTS = (
    "opening_headcount",
    "hires",
    "terminations",
    "new_hire_terminations",
    "promotions",
    "raises",
    "closing_headcount",
)


def assert_same_people(connection: duckdb.DuckDBPyConnection, run: Run) -> None:
    """Every row of fct_workforce_snapshot is the reference's, and none is missing."""
    rows = connection.execute(
        "select simulation_year, employee_id, job_level, annual_salary, prorated_annual_compensation, "
        "detailed_status_code, termination_date, hire_date, birth_date, age_band, tenure_band, gender, department "
        "from fct_workforce_snapshot where scenario_id = ? and seed = ?",
        [run.scenario_id, run.seed],
    ).fetchall()
    actual = {(row[0], row[1]): row for row in rows}
    expected = {
        (person.simulation_year, person.employee_id): person for year in run.snapshot.values() for person in year
    }
    assert len(rows) == len(actual)
    assert actual.keys() == expected.keys()
    for key, person in expected.items():
        _, _, level, salary, prorated, *others = actual[key]
        assert level == person.job_level, key
        assert_money(float(salary), person.annual_salary, key)
        assert_money(float(prorated), person.prorated_annual_compensation, key)
        assert others == [
            person.detailed_status_code,
            person.termination_date,
            person.hire_date,
            person.birth_date,
            person.age_band,
            person.tenure_band,
            person.gender,
            person.department,
        ], key


def assert_same_events(connection: duckdb.DuckDBPyConnection, run: Run) -> None:
    """Every row of fct_yearly_events is the reference's, and none is missing."""
    rows = connection.execute(
        "select simulation_year, employee_id, event_type, effective_date, from_level, to_level, previous_salary, "
        "new_salary, merit_rate, cola_rate from fct_yearly_events where scenario_id = ? and seed = ?",
        [run.scenario_id, run.seed],
    ).fetchall()
    actual = {row[:3]: row[3:] for row in rows}
    expected = {
        (year, event.employee_id, event.event_type): event for year, events in run.events.items() for event in events
    }
    assert len(rows) == len(actual)
    assert actual.keys() == expected.keys()
    for key, event in expected.items():
        effective_date, from_level, to_level, previous_salary, new_salary, merit_rate, cola_rate = actual[key]
        assert (effective_date, from_level, to_level) == (event.effective_date, event.from_level, event.to_level), key
        for stored, exact in ((previous_salary, event.previous_salary), (new_salary, event.new_salary)):
            assert (stored is None) == (exact is None), key
            if exact is not None:
                assert_money(float(stored), exact, key)
        assert (merit_rate, cola_rate) == (event.merit_rate, event.cola_rate), key


def assert_same_metrics(metrics: Metrics, run: Run) -> None:
    """The figures made from cohorts are those that the reference sums over persons."""
    for year, expected in run.years.items():
        actual = metrics.years[year]
        for name in COUNTS:
            assert getattr(actual, name) == getattr(expected, name), (year, name)
        assert math.isclose(actual.wage_bill, expected.wage_bill, rel_tol=RELATIVE_TOLERANCE), year
        for method in GrowthMethod:
            assert_figure(actual.mean_pay[method], expected.mean_pay[method], (year, method), relative=True)
            assert_figure(actual.yoy_growth[method], expected.yoy_growth[method], (year, method))
        for name in ("equity_cv", "promotion_rate", "raise_budget_rate"):
            assert_figure(getattr(actual, name), getattr(expected, name), (year, name))
    assert set(metrics.years) == set(run.years)
    for method in GrowthMethod:
        assert_figure(metrics.horizon_growth[method], run.scenario.horizon_growth[method], method)
    assert math.isclose(
        metrics.total_compensation_cost, run.scenario.total_compensation_cost, rel_tol=RELATIVE_TOLERANCE
    )
    assert metrics.closing_headcount == run.scenario.closing_headcount
    for name in ("equity_cv", "promotion_rate", "raise_budget_rate"):
        assert_figure(getattr(metrics, name), getattr(run.scenario, name), name)


def assert_same_drivers(drivers: GrowthDrivers, run: Run) -> None:
    """The parts of growth made from cohorts are those that the reference finds in persons and events."""
    assert set(drivers.years) == set(run.years)
    for year, metrics in run.years.items():
        actual = drivers.years[year]
        for part, expected in year_drivers(run.snapshot[year - 1], run.snapshot[year], run.events[year]).items():
            assert_figure(getattr(actual, part), expected, (year, part))
        growth = metrics.yoy_growth["full_year_equivalent"]
        assert_figure(actual.yoy_growth, growth, year)
        if actual.residual is not None:
            assert growth is not None
            assert abs(actual.residual) <= ABSOLUTE_TOLERANCE * max(1.0, abs(growth)), (year, actual)


def assert_money(stored: float, exact: float, what: object) -> None:
    """Equal to the decimals that are stored, and to double precision where salaries are huge."""
    tolerance = max(STORED_PAY_TOLERANCE, RELATIVE_TOLERANCE * exact)
    assert abs(stored - exact) <= tolerance, (what, stored, exact)


def assert_figure(actual: float | None, expected: float | None, what: object, *, relative: bool = False) -> None:
    """Equal to 1e-9, relative for money; nothing only where the reference has nothing."""
    assert (actual is None) == (expected is None), (what, actual, expected)
    if actual is not None and expected is not None:
        # Growth from next to nothing is a large number, and of that 1e-9 is beyond double precision.
        scale = abs(expected) if relative else max(1.0, abs(expected))
        assert abs(actual - expected) <= ABSOLUTE_TOLERANCE * scale, (what, actual, expected)
