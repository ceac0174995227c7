"""The reference model against the worked case that two independent programs agree on."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reference.defaults import default_inputs
from reference.inputs import CensusRow, LeverRow, ModelInputs
from reference.model import simulate
from reference.outputs import GROWTH_METHODS, Run, YearMetrics

WORKED_CASE = Path(__file__).resolve().parents[3] / "shared" / "data" / "worked_case"
SCENARIOS = ("default", "generous", "lean", "promoting")
SEED = 42
FIRST_YEAR = 2025
TOLERANCE = 1e-9
# The snapshot is written to four decimals: half of the last one, and a little for the text.
SNAPSHOT_TOLERANCE = 0.5e-4 + 1e-6
COUNTS = (
    "opening_headcount",
    "hires",
    "terminations",
    "new_hire_terminations",
    "promotions",
    "raises",
    "closing_headcount",
)

pytestmark = pytest.mark.skipif(not WORKED_CASE.is_dir(), reason="the worked case lies outside of the repository")


@cache
def expected_metrics() -> dict[str, Any]:
    metrics: dict[str, Any] = json.loads((WORKED_CASE / "expected_metrics.json").read_text(encoding="utf-8"))
    return metrics


def worked_census() -> tuple[CensusRow, ...]:
    with (WORKED_CASE / "census.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            CensusRow(
                employee_id=row["employee_id"],
                birth_date=date.fromisoformat(row["birth_date"]),
                hire_date=date.fromisoformat(row["hire_date"]),
                annual_salary=Decimal(row["annual_salary"]),
                job_level=int(row["job_level"]),
            )
            for row in csv.DictReader(file)
        )


def lever_rows(scenario_id: str, levers: dict[str, float]) -> tuple[LeverRow, ...]:
    """The rows that the names of the guide stand for: `<lever>_level_<n>`, or a lever at every level."""
    rows: list[LeverRow] = []
    for name, value in levers.items():
        stem, _, level = name.partition("_level_")
        rows.extend(
            LeverRow(
                scenario_id=scenario_id,
                fiscal_year=FIRST_YEAR,
                job_level=job_level,
                parameter_name="merit_base" if stem == "merit_rate" else stem,
                value=value,
            )
            for job_level in ([int(level)] if level else range(1, 6))
        )
    return tuple(rows)


@cache
def worked_inputs() -> ModelInputs:
    defaults = default_inputs(census=worked_census(), start_year=FIRST_YEAR)
    own_rows = [
        row
        for scenario_id, expected in expected_metrics().items()
        for row in lever_rows(scenario_id, expected["levers"])
    ]
    return replace(
        defaults,
        lever_rows=(*defaults.lever_rows, *own_rows),
        scenario_meta={scenario_id: None for scenario_id in expected_metrics()},
    )


@cache
def worked_run(scenario_id: str) -> Run:
    return simulate(worked_inputs(), scenario_id=scenario_id, seed=SEED)


def test_the_worked_case_holds_the_scenarios_compared_here() -> None:
    assert tuple(expected_metrics()) == SCENARIOS


@pytest.mark.parametrize("scenario_id", SCENARIOS)
def test_scenario_metrics_match_the_worked_case(scenario_id: str) -> None:
    expected = expected_metrics()[scenario_id]
    metrics = worked_run(scenario_id).scenario
    assert metrics.horizon_growth == pytest.approx(expected["horizon_growth"], abs=TOLERANCE, rel=0)
    assert metrics.total_compensation_cost == pytest.approx(expected["total_compensation_cost"], rel=TOLERANCE)
    assert metrics.equity_cv == pytest.approx(expected["equity_cv"], abs=TOLERANCE, rel=0)


@pytest.mark.parametrize("scenario_id", SCENARIOS)
def test_year_metrics_match_the_worked_case(scenario_id: str) -> None:
    expected_years = expected_metrics()[scenario_id]["years"]
    years = worked_run(scenario_id).years
    assert [str(year) for year in years] == list(expected_years)
    for year, row in years.items():
        assert_year_matches(row, expected_years[str(year)])


def assert_year_matches(row: YearMetrics, expected: dict[str, Any]) -> None:
    assert {name: getattr(row, name) for name in COUNTS} == {name: expected[name] for name in COUNTS}
    assert row.wage_bill == pytest.approx(expected["wage_bill"], rel=TOLERANCE)
    assert row.equity_cv == pytest.approx(expected["equity_cv"], abs=TOLERANCE, rel=0)
    assert set(row.yoy_growth) == set(GROWTH_METHODS)
    assert row.yoy_growth == pytest.approx(expected["yoy_growth"], abs=TOLERANCE, rel=0)


def test_every_person_of_the_first_two_years_matches_the_worked_case() -> None:
    with (WORKED_CASE / "expected_snapshot_default_2025_2026.csv").open(encoding="utf-8", newline="") as file:
        expected = {(int(row["simulation_year"]), row["employee_id"]): row for row in csv.DictReader(file)}
    snapshot = worked_run("default").snapshot
    people = {(year, row.employee_id): row for year in (FIRST_YEAR, FIRST_YEAR + 1) for row in snapshot[year]}
    assert people.keys() == expected.keys()
    for key, row in people.items():
        written = expected[key]
        assert (row.job_level, row.detailed_status_code) == (int(written["job_level"]), written["detailed_status_code"])
        assert [row.annual_salary, row.prorated_annual_compensation] == pytest.approx(
            [float(written["annual_salary"]), float(written["prorated_annual_compensation"])],
            abs=SNAPSHOT_TOLERANCE,
            rel=0,
        ), key
