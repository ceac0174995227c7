"""The files that the tab of results offers hold the warehouse's figures: CSV and workbook, read back."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook

from optimization.evidence.reports.workbook import Sheet
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.places import Places
from optimization.simulation.warehouse import open_published
from streamlit_dashboard.results.published_run import read_published_run
from streamlit_dashboard.results.published_world import read_published_world
from streamlit_dashboard.results.run_files import file_name, sheet_as_csv, sheets_as_workbook
from streamlit_dashboard.results.run_sheets import run_sheets

SCENARIO, SEED = "default", 7
WHERE = f"where scenario_id = '{SCENARIO}' and seed = {SEED}"
# Every sheet that is a table of the warehouse, as SQL has it.
QUERIES = {
    "Headcount and cost": (
        "select simulation_year, opening_headcount, hires, terminations, new_hire_terminations, promotions, raises, "
        f"closing_headcount, wage_bill, equity_cv, promotion_rate, raise_budget_rate from fct_year_metrics {WHERE}"
    ),
    "Levels": (
        f"select simulation_year, job_level, count(*) from fct_workforce_snapshot {WHERE} "
        "and employment_status = 'active' group by all"
    ),
    "Growth drivers": (
        "select simulation_year, cola_growth, merit_growth, promotion_growth, new_hire_mix, leaver_mix, residual, "
        f"yoy_growth from fct_growth_drivers {WHERE}"
    ),
    "Pay equity": (
        "select simulation_year, headcount, gini, theil_within_levels, theil_between_levels, compa_ratio_p10, "
        "compa_ratio_p50, compa_ratio_p90, compared_headcount, raw_pay_gap, adjusted_pay_gap, adjusted_pay_gap_lower, "
        f"adjusted_pay_gap_upper from fct_pay_equity {WHERE}"
    ),
}
# openpyxl writes numbers with sixteen digits, SQL has seventeen.
EXACT = 1e-14


@pytest.fixture(scope="module")
def sheets(published: Places) -> list[Sheet]:
    return run_sheets(
        read_published_run(published),
        read_published_world(published, scenario_id=SCENARIO, seed=SEED),
        baseline="budget_constrained",
        catalogue=load_lever_catalogue(),
    )


def rows_of(published: Places, query: str) -> list[tuple[float, ...]]:
    with open_published(published) as connection:
        return sorted(connection.execute(query).fetchall())


def csv_of(sheets: list[Sheet], title: str) -> list[list[str]]:
    (sheet,) = [sheet for sheet in sheets if sheet.title == title]
    return list(csv.reader(io.StringIO(sheet_as_csv(sheet).decode(), newline="")))


@pytest.mark.parametrize("title", QUERIES)
def test_a_csv_has_every_digit_of_the_table_that_sql_has(published: Places, sheets: list[Sheet], title: str) -> None:
    _headings, *rows = csv_of(sheets, title)
    numbers = sorted(tuple(map(float, row)) for row in rows if row[0] != "horizon")
    assert numbers == rows_of(published, QUERIES[title])


@pytest.mark.parametrize("title", QUERIES)
def test_the_workbook_has_the_same_as_numbers(published: Places, sheets: list[Sheet], title: str) -> None:
    workbook = load_workbook(io.BytesIO(sheets_as_workbook(sheets, title="a run")))
    cells = [row for row in workbook[title].iter_rows(min_row=2, values_only=True) if row[0] != "horizon"]
    expected = rows_of(published, QUERIES[title])
    assert len(cells) == len(expected)
    for row, wanted in zip(sorted(cells), expected, strict=True):
        assert row == pytest.approx(wanted, rel=EXACT, abs=EXACT)


def test_fractions_stay_fractions_and_are_shown_as_percent(sheets: list[Sheet]) -> None:
    workbook = load_workbook(io.BytesIO(sheets_as_workbook(sheets, title="a run")))
    sheet = workbook["Pay growth"]
    assert [cell.value for cell in sheet[1]][2] == "Pay growth (fraction per year)"
    assert sheet["C2"].number_format == "0.000%"
    assert abs(sheet["C2"].value) < 1.0


def test_every_heading_of_a_number_names_its_unit(sheets: list[Sheet]) -> None:
    named = {"Year", "Job level", "Value"}
    without = [
        (sheet.title, heading)
        for sheet in sheets
        for place, heading in enumerate(sheet.headings)
        if not isinstance(sheet.rows[0][place], str) and "(" not in heading and heading not in named
    ]
    # The unit of each row stands beside these.
    assert without == [("Scenarios", "Change from budget_constrained")]


def test_the_levers_are_those_in_force_with_lock_and_source(published: Places, sheets: list[Sheet]) -> None:
    _headings, *rows = csv_of(sheets, "Levers")
    with open_published(published) as connection:
        stored = connection.execute(
            "select simulation_year, job_level, parameter_name, parameter_value, is_locked, source_scenario_id "
            f"from dim_levers where scenario_id = '{SCENARIO}'"
        ).fetchall()
    shown = {(int(row[0]), int(row[1]), row[2], float(row[3]), row[5] == "yes", row[6]) for row in rows}
    assert shown == set(stored)


def test_scenarios_stand_beside_the_baseline_with_absolute_and_relative_change(
    published: Places, sheets: list[Sheet]
) -> None:
    cost = dict(
        rows_of(published, f"select scenario_id, total_compensation_cost from fct_scenario_metrics where seed = {SEED}")
    )
    _headings, *rows = csv_of(sheets, "Scenarios")
    (row,) = [row for row in rows if (row[0], row[2]) == ("Total compensation cost", "default")]
    change = cost["default"] - cost["budget_constrained"]
    assert [float(text) for text in row[3:]] == pytest.approx(
        [cost["default"], change, change / cost["budget_constrained"]]
    )


def test_a_file_is_named_after_scenario_seed_and_day() -> None:
    day = datetime(2026, 11, 22, 16, 11, tzinfo=UTC)
    name = file_name(scenario_id="a/b c", seed=7, published_at=day, table="Pay equity", ending="csv")
    assert name == "planwise-a_b_c-seed_7-20261122-Pay_equity.csv"
