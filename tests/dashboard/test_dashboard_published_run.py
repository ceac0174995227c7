"""The tab of results shows the figures that the published warehouse holds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from statistics import median, quantiles
from typing import NamedTuple

import pytest
from streamlit.testing.v1 import AppTest

from optimization.parameters.settings import load_simulation_settings
from optimization.places import SEEDS_DIR, Places
from optimization.simulation.census_read import read_census
from optimization.simulation.protocol import GrowthMethod, Metrics
from optimization.simulation.salary_bands import read_bands
from optimization.simulation.warehouse import open_published, read_run_fingerprint

WORLDS = [("default", 7), ("budget_constrained", 42)]
YEARS = range(2025, 2030)
STATUSES = {
    "continuous_active": "Continuous active",
    "new_hire_active": "New hire active",
    "experienced_termination": "Experienced termination",
    "new_hire_termination": "New hire termination",
}
METHOD_HEADINGS = {
    GrowthMethod.CURRENT: "Current",
    GrowthMethod.CONTINUOUS: "Continuous",
    GrowthMethod.FULL_YEAR_EQUIVALENT: "Full year equivalent",
}
# Half of the last digit that a percentage is shown with.
PERCENT_ROUNDING = 0.005 + 1e-9
SECONDS_FOR_A_PAGE = 30.0

OpenSection = Callable[[str], AppTest]
Tables = Callable[[AppTest], list[list[dict[str, str]]]]
Charts = Callable[[AppTest], list[str]]
MetricsByWorld = dict[tuple[str, int], Metrics]


class Person(NamedTuple):
    """A row of the snapshot."""

    year: int
    level: int
    salary: float
    employment_status: str
    status: str


@pytest.fixture(params=WORLDS, ids=str)
def world(request: pytest.FixtureRequest) -> tuple[str, int]:
    chosen: tuple[str, int] = request.param
    return chosen


@pytest.fixture
def section(published: Places, world: tuple[str, int], monkeypatch: pytest.MonkeyPatch) -> OpenSection:
    """Open a section of the tab with the world chosen."""

    def open_it(name: str) -> AppTest:
        monkeypatch.setenv("PLANWISE_HOME", str(published.home))
        monkeypatch.setenv("PLANWISE_LEVERS", str(published.levers))
        page = AppTest.from_function(results_tab, default_timeout=SECONDS_FOR_A_PAGE)
        page.query_params["results_section"] = name
        page.run()
        page.selectbox(key="results_scenario").select(world[0])
        page.selectbox(key="results_seed").select(world[1])
        page.run()
        assert not page.exception
        assert not page.error
        return page

    return open_it


@pytest.fixture
def snapshot(published: Places, world: tuple[str, int]) -> list[Person]:
    """Everybody's row of the published snapshot."""
    with open_published(published) as connection:
        rows = connection.execute(
            "select simulation_year, job_level, cast(annual_salary as double), employment_status, "
            "detailed_status_code from fct_workforce_snapshot where scenario_id = ? and seed = ?",
            list(world),
        ).fetchall()
    return [Person(*row) for row in rows]


def results_tab() -> None:
    from optimization.places import places
    from streamlit_dashboard.results.results_tab import show_results

    show_results(places())


def as_number(text: str) -> float:
    return float(text.replace("\N{MINUS SIGN}", "-").replace(",", "").rstrip("%"))


def table_with(page_tables: list[list[dict[str, str]]], heading: str) -> dict[str, dict[str, str]]:
    """The rows by year of the one table with this heading."""
    (found,) = [rows for rows in page_tables if heading in rows[0] and "Year" in rows[0]]
    return {row["Year"]: row for row in found}


def test_growth_is_shown_by_year_and_method_in_percent(
    section: OpenSection, tables: Tables, world: tuple[str, int], metrics: MetricsByWorld
) -> None:
    shown = table_with(tables(section("Growth and cost")), "Current")
    assert set(shown) == {*map(str, YEARS), "Mean of the years"}
    expected = {str(year): row.yoy_growth for year, row in metrics[world].years.items()}
    expected["Mean of the years"] = metrics[world].horizon_growth
    for label, growth in expected.items():
        for method in GrowthMethod:
            fraction = growth[method]
            assert fraction is not None
            text = shown[label][METHOD_HEADINGS[method]]
            assert text.endswith("%")
            assert as_number(text) == pytest.approx(fraction * 100, abs=PERCENT_ROUNDING)


def test_cost_and_drivers_are_those_of_the_warehouse(
    section: OpenSection, tables: Tables, published: Places, world: tuple[str, int], metrics: MetricsByWorld
) -> None:
    page_tables = tables(section("Growth and cost"))
    bills = table_with(page_tables, "Wage bill")
    for year, row in metrics[world].years.items():
        assert as_number(bills[str(year)]["Wage bill"]) == pytest.approx(row.wage_bill, abs=0.5)
    with open_published(published) as connection:
        (merit,) = connection.execute(
            "select avg(merit_growth) from fct_growth_drivers where scenario_id = ? and seed = ?", list(world)
        ).fetchall()[0]
    (drivers,) = [rows for rows in page_tables if set(rows[0]) == {"Part", "Growth"}]
    shown = {row["Part"]: row["Growth"] for row in drivers}
    assert as_number(shown["Merit"]) == pytest.approx(merit * 100, abs=PERCENT_ROUNDING)


def test_headcount_flows_are_those_of_the_warehouse(
    section: OpenSection, tables: Tables, world: tuple[str, int], metrics: MetricsByWorld
) -> None:
    people = table_with(tables(section("People")), "Hires")
    for year, row in metrics[world].years.items():
        shown = {heading: as_number(text) for heading, text in people[str(year)].items() if heading != "Year"}
        assert shown == {
            "Opening": row.opening_headcount,
            "Hires": row.hires,
            "Leavers": row.terminations,
            "New hires gone": row.new_hire_terminations,
            "Closing": row.closing_headcount,
            "Promotions": row.promotions,
        }


def test_levels_and_statuses_count_the_people_of_the_snapshot(
    section: OpenSection, tables: Tables, published: Places, snapshot: list[Person]
) -> None:
    page_tables = tables(section("People"))
    levels, statuses = table_with(page_tables, "Level 1"), table_with(page_tables, "New hire active")
    active = Counter((person.year, person.level) for person in snapshot if person.employment_status == "active")
    employed = Counter((person.year, person.status) for person in snapshot)
    for year in (2024, *YEARS):
        shown = {heading: text for heading, text in levels[str(year)].items() if heading != "Year"}
        assert shown == {f"Level {level}": f"{active[year, level]:,}" for level in range(1, 6)}
        for status, title in STATUSES.items():
            assert statuses[str(year)][title].split(" (")[0] == f"{employed[year, status]:,}"
    of_census = Counter(read_census(published)["job_level"].to_pylist())
    assert {level: active[2024, level] for level in range(1, 6)} == of_census


def test_pay_against_bands_is_that_of_the_snapshot_rows(
    section: OpenSection, tables: Tables, snapshot: list[Person]
) -> None:
    page = section("Pay")
    page.selectbox(key="results_pay_year").select(2026)
    page.run()
    page_tables = tables(page)
    (pay,) = [rows for rows in page_tables if "Band minimum" in rows[0]]
    (outside,) = [rows for rows in page_tables if "Above band (red-circled)" in rows[0]]
    # The second simulated year: bands have moved once.
    moved = 1.0 + float(load_simulation_settings().salary_structure_increase)
    for band, row, circled in zip(read_bands(SEEDS_DIR / "job_levels.csv"), pay, outside, strict=True):
        low, high = float(band.min_compensation) * moved, float(band.max_compensation) * moved
        salaries = [
            person.salary
            for person in snapshot
            if (person.year, person.level, person.employment_status) == (2026, band.job_level, "active")
        ]
        deciles = quantiles(salaries, n=10, method="inclusive")
        quarters = quantiles(salaries, n=4, method="inclusive")
        expected = [len(salaries), deciles[0], *quarters, deciles[-1], low, float(band.midpoint) * moved, high]
        assert row["Level"] == f"{band.job_level} {band.level_name}"
        assert [as_number(text) for text in row.values() if text not in (row["Level"], row["Median compa-ratio"])] == (
            pytest.approx(expected, abs=0.5)
        )
        assert circled["Above band (red-circled)"].split(" (")[0] == str(sum(salary > high for salary in salaries))
        assert circled["Below band (green-circled)"].split(" (")[0] == str(sum(salary < low for salary in salaries))


def test_pay_equity_is_that_of_the_warehouse_in_numbers_and_in_words(
    section: OpenSection, tables: Tables, published: Places, world: tuple[str, int]
) -> None:
    page = section("Pay")
    gaps, inequality = table_with(tables(page), "Raw gap"), table_with(tables(page), "Gini")
    with open_published(published) as connection:
        rows = connection.execute(
            "select simulation_year, gini, compared_headcount, raw_pay_gap, adjusted_pay_gap from fct_pay_equity "
            "where scenario_id = ? and seed = ? order by simulation_year",
            list(world),
        ).fetchall()
    assert [str(row[0]) for row in rows] == list(gaps) == list(inequality)
    for year, gini, compared, raw, adjusted in rows:
        assert inequality[str(year)]["Gini"] == f"{gini:.4f}"
        shown = gaps[str(year)]
        assert shown["People compared"] == str(compared)
        assert as_number(shown["Raw gap"]) == pytest.approx(raw * 100, abs=PERCENT_ROUNDING)
        assert as_number(shown["Adjusted gap"]) == pytest.approx(adjusted * 100, abs=PERCENT_ROUNDING)
    words = " ".join(text.value for text in page.markdown)
    assert f"among {rows[-1][2]} compared" in words
    assert "EU Directive 2023/970" in words


def test_scenarios_are_compared_with_the_named_baseline(
    section: OpenSection, tables: Tables, published: Places, world: tuple[str, int], metrics: MetricsByWorld
) -> None:
    page = section("Scenarios")
    page.selectbox(key="results_baseline").select("budget_constrained")
    page.run()
    (rows,) = [rows for rows in tables(page) if "Baseline budget_constrained" in rows[0]]
    before, after = metrics["budget_constrained", world[1]], metrics["default", world[1]]
    (cost,) = [row for row in rows if row["Measure"] == "Total compensation cost"]
    change = after.total_compensation_cost - before.total_compensation_cost
    assert cost["Scenario"] == "default"
    assert as_number(cost["Change"]) == pytest.approx(change, abs=0.5)
    assert as_number(cost["Relative"]) == pytest.approx(
        change / before.total_compensation_cost * 100, abs=PERCENT_ROUNDING
    )
    with open_published(published) as connection:
        fingerprint = read_run_fingerprint(connection)
    assert any("Baseline budget_constrained" in each.value and fingerprint in each.value for each in page.caption)


def test_the_headline_holds_cost_headcount_and_fingerprint(
    section: OpenSection, published: Places, world: tuple[str, int], metrics: MetricsByWorld
) -> None:
    page = section("Levers and inputs")
    shown = {metric.label: metric.value for metric in page.metric}
    assert as_number(shown["Closing headcount"]) == metrics[world].closing_headcount
    assert as_number(shown["Total compensation cost"]) == pytest.approx(metrics[world].total_compensation_cost, abs=0.5)
    with open_published(published) as connection:
        fingerprint = read_run_fingerprint(connection)
    assert any(fingerprint in caption.value for caption in page.caption)


def test_the_charts_hold_the_figures_of_the_warehouse(
    section: OpenSection, charts: Charts, world: tuple[str, int], metrics: MetricsByWorld, snapshot: list[Person]
) -> None:
    specs = [spec for name in ("Growth and cost", "People", "Pay") for spec in charts(section(name))]
    traces = {trace.get("name"): trace for spec in specs for trace in json.loads(spec)["data"]}
    years = [metrics[world].years[year] for year in YEARS]
    for method in GrowthMethod:
        title = method.replace("_", " ").capitalize()
        assert traces[title]["y"] == pytest.approx([(row.yoy_growth[method] or 0) * 100 for row in years])
    assert traces["Hires"]["y"] == [row.hires for row in years]
    assert traces["Leavers"]["y"] == [-row.terminations for row in years]
    assert traces["New hires gone"]["y"] == [-row.new_hire_terminations for row in years]
    assert traces["Wage bill"]["y"] == pytest.approx([row.wage_bill for row in years])
    shares = [sum(column) for column in zip(*(traces[f"Level {level}"]["y"] for level in range(1, 6)), strict=True)]
    assert shares == pytest.approx([100.0] * 6)
    employed = Counter((person.year, person.status) for person in snapshot)
    for status, title in STATUSES.items():
        assert traces[title]["y"] == [employed[year, status] for year in (2024, *YEARS)]
    last = [
        person.salary
        for person in snapshot
        if (person.year, person.level, person.employment_status) == (2029, 1, "active")
    ]
    assert traces["Salaries (10th to 90th percentile)"]["median"][0] == pytest.approx(median(last))
