"""The screen of the published run shows the figures that the warehouse holds."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from optimization.places import Places
from optimization.simulation.census_read import read_census
from optimization.simulation.protocol import GrowthMethod, Metrics
from optimization.simulation.warehouse import open_published, read_run_fingerprint

WORLDS = [("default", 7), ("budget_constrained", 42)]
YEARS = range(2025, 2030)
# Half of the last digit that a percentage is shown with.
PERCENT_ROUNDING = 0.005 + 1e-9

OpenPage = Callable[[Places], AppTest]
Tables = Callable[[AppTest], list[list[dict[str, str]]]]
Charts = Callable[[AppTest], list[str]]
MetricsByWorld = dict[tuple[str, int], Metrics]


@pytest.fixture(params=WORLDS, ids=str)
def world(request: pytest.FixtureRequest) -> tuple[str, int]:
    chosen: tuple[str, int] = request.param
    return chosen


@pytest.fixture
def page(open_page: OpenPage, published: Places, world: tuple[str, int]) -> AppTest:
    scenario_id, seed = world
    page = open_page(published)
    page.selectbox(key="run_scenario").select(scenario_id)
    page.selectbox(key="run_seed").select(seed)
    page.run()
    assert not page.exception
    return page


def as_number(text: str) -> float:
    return float(text.replace("\N{MINUS SIGN}", "-").replace(",", "").rstrip("%"))


def table_with(page_tables: list[list[dict[str, str]]], heading: str) -> dict[str, dict[str, str]]:
    """The rows by year of the one table with this heading."""
    (found,) = [rows for rows in page_tables if heading in rows[0] and "Year" in rows[0]]
    return {row["Year"]: row for row in found}


def test_growth_is_shown_by_year_and_method_in_percent(
    page: AppTest, tables: Tables, world: tuple[str, int], metrics: MetricsByWorld
) -> None:
    shown = table_with(tables(page), "current")
    assert set(shown) == {*map(str, YEARS), "Mean of the years"}
    expected = {str(year): row.yoy_growth for year, row in metrics[world].years.items()}
    expected["Mean of the years"] = metrics[world].horizon_growth
    for label, growth in expected.items():
        for method in GrowthMethod:
            fraction = growth[method]
            assert fraction is not None
            assert shown[label][method].endswith("%")
            assert as_number(shown[label][method]) == pytest.approx(fraction * 100, abs=PERCENT_ROUNDING)


def test_headcount_flows_and_wage_bill_are_those_of_the_warehouse(
    page: AppTest, tables: Tables, world: tuple[str, int], metrics: MetricsByWorld
) -> None:
    people, bills = table_with(tables(page), "Hires"), table_with(tables(page), "Wage bill")
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
        assert as_number(bills[str(year)]["Wage bill"]) == pytest.approx(row.wage_bill, abs=0.5)


def test_levels_add_up_to_the_headcount_and_begin_with_the_census(
    page: AppTest, tables: Tables, published: Places, world: tuple[str, int], metrics: MetricsByWorld
) -> None:
    shown = table_with(tables(page), "Level 1")
    by_year = {
        int(year): {heading: as_number(text) for heading, text in row.items() if heading != "Year"}
        for year, row in shown.items()
    }
    of_census = Counter(read_census(published)["job_level"].to_pylist())
    assert by_year[2024] == {f"Level {level}": people for level, people in of_census.items()}
    assert {year: sum(by_year[year].values()) for year in YEARS} == {
        year: row.closing_headcount for year, row in metrics[world].years.items()
    }


def test_the_headline_holds_cost_headcount_and_fingerprint(
    page: AppTest, published: Places, world: tuple[str, int], metrics: MetricsByWorld
) -> None:
    shown = {metric.label: metric.value for metric in page.tabs[0].metric}
    assert as_number(shown["Closing headcount"]) == metrics[world].closing_headcount
    assert as_number(shown["Total compensation cost"]) == pytest.approx(metrics[world].total_compensation_cost, abs=0.5)
    with open_published(published) as connection:
        fingerprint = read_run_fingerprint(connection)
    assert any(fingerprint in caption.value for caption in page.caption)


def test_the_charts_hold_the_same_figures(
    page: AppTest, charts: Charts, world: tuple[str, int], metrics: MetricsByWorld
) -> None:
    traces = {trace["name"]: trace for spec in charts(page) for trace in json.loads(spec)["data"]}
    years = [metrics[world].years[year] for year in YEARS]
    for method in GrowthMethod:
        assert traces[method]["y"] == pytest.approx([(row.yoy_growth[method] or 0) * 100 for row in years])
    assert traces["Hires"]["y"] == [row.hires for row in years]
    assert traces["Leavers"]["y"] == [-row.terminations for row in years]
    assert traces["New hires gone"]["y"] == [-row.new_hire_terminations for row in years]
    assert traces["Wage bill"]["y"] == pytest.approx([row.wage_bill for row in years])
    shares = [sum(column) for column in zip(*(traces[f"Level {level}"]["y"] for level in range(1, 6)), strict=True)]
    assert shares == pytest.approx([100.0] * 6)


def test_a_newly_published_run_is_shown_at_the_next_rerun(
    open_page: OpenPage, published: Places, tmp_path: Path
) -> None:
    own = Places(home=tmp_path, levers=published.levers)
    shutil.copy(published.warehouse, own.warehouse)
    page = open_page(own)
    newer = tmp_path / "newer.duckdb"
    shutil.copy(published.warehouse, newer)
    with duckdb.connect(str(newer)) as connection:
        connection.execute("update fct_scenario_metrics set closing_headcount = 12345")
    newer.replace(own.warehouse)
    page.run()
    assert {metric.label: metric.value for metric in page.metric}["Closing headcount"] == "12,345"
