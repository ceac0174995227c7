"""The tab of results in a browser: figures and files are the command line's, and a run published meanwhile is told."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from browser_app import OpenApp, Planwise, Serve, planwise_in
from browser_page import choose, downloaded, rows_under, settled
from optimization.places import Places

SCENARIOS = ("default", "budget_constrained")
METHODS = {"full_year_equivalent": "Full year equivalent", "current": "Current", "continuous": "Continuous"}
SECTIONS = ("Growth and cost", "People", "Pay", "Scenarios", "Levers and inputs", "Downloads")
# The page looks for another run every five seconds.
MILLISECONDS_TO_NOTICE = 60_000


@pytest.fixture
def planwise(home: Places) -> Planwise:
    """The command line in the home with a published run."""
    return planwise_in(home)


@pytest.fixture
def results(home: Places, serve: Serve, open_app: OpenApp) -> Page:
    """The tab of results, opened by its address."""
    return open_app(f"{serve(home)}/?tab=Results")


def open_section(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()
    settled(page)


def percent(fraction: float) -> str:
    return f"{fraction:.2%}".replace("-", "\N{MINUS SIGN}")


def shown_figures_are(page: Page, figures: Mapping[str, Any]) -> None:
    """Headline and tables of growth, cost and people say what the command line printed."""
    headline = {
        "Total compensation cost": f"{figures['total_compensation_cost']:,.0f}",
        "Closing headcount": f"{figures['closing_headcount']:,}",
        "Pay dispersion within levels": f"{figures['equity_cv']:.4f}",
        **{
            f"Mean growth a year, {METHODS[each].lower()}": percent(figures["horizon_growth"][each]) for each in METHODS
        },
    }
    for label, text in headline.items():
        shown = page.get_by_test_id("stMetric").filter(has_text=label).get_by_test_id("stMetricValue")
        expect(shown).to_have_text(text)
    years = figures["years"]
    open_section(page, "Growth and cost")
    growth = {row["Year"]: row for row in rows_under(page, "Current")}
    bills = {row["Year"]: row["Wage bill"] for row in rows_under(page, "Wage bill")}
    for year, row in years.items():
        assert [growth[year][METHODS[each]] for each in METHODS] == [
            percent(row["yoy_growth"][each]) for each in METHODS
        ]
        assert bills[year] == f"{row['wage_bill']:,.0f}"
    open_section(page, "People")
    counted = {
        "Opening": "opening_headcount",
        "Hires": "hires",
        "Leavers": "terminations",
        "New hires gone": "new_hire_terminations",
        "Closing": "closing_headcount",
        "Promotions": "promotions",
    }
    people = {row["Year"]: row for row in rows_under(page, "Opening")}
    assert people.keys() == years.keys()
    for year, row in years.items():
        assert {heading: people[year][heading] for heading in counted} == {
            heading: f"{row[name]:,}" for heading, name in counted.items()
        }


def test_a_run_published_in_a_terminal_takes_the_place_of_the_one_in_view_and_is_downloaded(
    results: Page, planwise: Planwise, tmp_path: Path
) -> None:
    page = results
    expect(page.get_by_text("Years 2025 to 2029, published")).to_be_visible()
    asked = [word for name in SCENARIOS for word in ("--scenario", name)]
    printed = planwise("simulate", *asked, "--end-year", "2027", "--json")
    told = page.get_by_text("Another run was published at")
    expect(told).to_be_visible(timeout=MILLISECONDS_TO_NOTICE)
    settled(page)
    expect(page.get_by_text("Years 2025 to 2027, published")).to_be_visible()
    expect(page.get_by_text(printed["inputs_fingerprint"]).first).to_be_visible()
    # The settings of today end in 2029; which years are simulated is chosen for each run.
    expect(page.get_by_text("has changed since")).to_have_count(0)
    page.get_by_role("button", name="I have seen it").click()
    expect(told).to_have_count(0)
    shown_figures_are(page, printed["scenarios"]["default"])
    choose(page, "Scenario", "budget_constrained")
    shown_figures_are(page, printed["scenarios"]["budget_constrained"])

    open_section(page, "Downloads")
    figures = printed["scenarios"]["budget_constrained"]
    growth = downloaded(page, "Pay growth (CSV)", tmp_path)
    assert growth.name.startswith("planwise-budget_constrained-seed_42-")
    with growth.open(newline="") as file:
        rows = [(row["Year"], row["Method"], row["Pay growth (fraction per year)"]) for row in csv.DictReader(file)]
    in_file = {(year, method): float(value) for year, method, value in rows if year != "horizon"}
    assert in_file == {
        (year, method): value for year, row in figures["years"].items() for method, value in row["yoy_growth"].items()
    }
    book = openpyxl.load_workbook(downloaded(page, "Excel workbook with all tables", tmp_path), data_only=True)
    table = [[cell.value for cell in row] for row in book["Headcount and cost"].iter_rows()]
    at = next(number for number, row in enumerate(table) if row[0] == "Year")
    headings = table[at]
    by_year = {str(row[0]): dict(zip(headings, row, strict=True)) for row in table[at + 1 :] if row[0] is not None}
    for year, row in figures["years"].items():
        assert by_year[year]["Closing headcount (people)"] == row["closing_headcount"]
        assert by_year[year]["Wage bill (currency of the census per year)"] == pytest.approx(
            row["wage_bill"], rel=1e-12
        )


def test_levers_changed_since_are_told_and_lead_to_another_run(results: Page, home: Places) -> None:
    page = results
    expect(page.get_by_text("has changed since")).to_have_count(0)
    text = home.levers.read_text()
    home.levers.write_text(
        text.replace("default,2025,1,RAISE,merit_base,0.032,", "default,2025,1,RAISE,merit_base,0.04,")
    )
    assert home.levers.read_text() != text
    page.reload()
    settled(page)
    expect(page.get_by_text("What this run was computed from has changed since: the levers.")).to_be_visible()
    # The figures stay the run's: its own merit rate, and not today's.
    open_section(page, "Levers and inputs")
    assert next(iter(rows_under(page, "Lever")))["Value"] == "3.200%"
    page.get_by_role("button", name="Go to Run Simulation").click()
    settled(page)
    expect(page.get_by_role("tab", name="Run Simulation")).to_have_attribute("aria-selected", "true")
    page.go_back()
    settled(page)


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (768, True)])
def test_every_section_fits_the_window(home: Places, serve: Serve, open_app: OpenApp, width: int, dark: bool) -> None:
    page = open_app(f"{serve(home)}/?tab=Results", width=width, dark=dark)
    for section in SECTIONS:
        open_section(page, section)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
