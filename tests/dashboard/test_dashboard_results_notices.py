"""The tab of results says what is missing, what has changed since the run, and what to do."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from optimization.parameters.settings import load_simulation_settings
from optimization.places import PROJECT_ROOT, Places
from optimization.simulation.pay_equity import PayEquity
from streamlit_dashboard.results.pay_tables import pay_gap_text

SCRIPT = PROJECT_ROOT / "streamlit_dashboard" / "compensation_tuning.py"
SECONDS_FOR_A_PAGE = 30.0
EQUITY = PayEquity(
    simulation_year=2029,
    headcount=120,
    gini=0.25,
    theil_within_levels=0.01,
    theil_between_levels=0.1,
    compa_ratio_p10=0.9,
    compa_ratio_p50=1.0,
    compa_ratio_p90=1.1,
    compared_headcount=80,
    raw_pay_gap=0.07,
    adjusted_pay_gap=0.06,
    adjusted_pay_gap_lower=0.055,
    adjusted_pay_gap_upper=0.065,
)


@pytest.fixture
def own(published: Places, tmp_path: Path) -> Places:
    """A copy of the home with the run, to change what lies in it."""
    places = Places(home=tmp_path / "home", levers=tmp_path / "comp_levers.csv")
    places.home.mkdir()
    for file in (published.census, published.warehouse):
        shutil.copy(file, places.home)
    shutil.copy(published.levers, places.levers)
    return places


def results_of(places: Places, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("PLANWISE_HOME", str(places.home))
    monkeypatch.setenv("PLANWISE_LEVERS", str(places.levers))
    page = AppTest.from_file(str(SCRIPT), default_timeout=SECONDS_FOR_A_PAGE)
    page.query_params["tab"] = "Results"
    return page.run()


def test_a_run_of_todays_inputs_is_shown_without_a_warning(own: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    page = results_of(own, monkeypatch)
    assert not page.exception
    assert not page.warning
    assert "Closing headcount" in [metric.label for metric in page.metric]


def test_a_newly_published_run_is_shown_at_the_next_rerun_and_said_until_it_was_read(
    own: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = results_of(own, monkeypatch)
    newer = own.home / "newer.duckdb"
    shutil.copy(own.warehouse, newer)
    with duckdb.connect(str(newer)) as connection:
        connection.execute("update fct_scenario_metrics set closing_headcount = 12345")
    newer.replace(own.warehouse)
    page.run()
    assert {metric.label: metric.value for metric in page.metric}["Closing headcount"] == "12,345"
    assert any(info.value.startswith("Another run was published at") for info in page.info)
    page.run()
    assert any("Another run was published" in info.value for info in page.info)
    page.button(key="results_seen").click().run()
    assert not any("Another run was published" in info.value for info in page.info)


def test_levers_that_changed_since_the_run_are_named_with_the_way_to_another_run(
    own: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    with own.levers.open(newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["parameter_value"] = "0.0331"
    with own.levers.open("w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    page = results_of(own, monkeypatch)
    (warning,) = page.warning
    assert "has changed since: the levers." in warning.value
    assert "census" not in warning.value
    page.button(key="results_run_again").click().run()
    assert page.session_state["tab"] == "Run Simulation"


def test_where_nothing_is_published_the_next_steps_are_shown(
    empty_home: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = results_of(empty_home, monkeypatch)
    assert not page.exception
    assert not page.metric
    assert any("census" in info.value for info in page.info)


def test_a_census_that_is_gone_is_said(own: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    own.census.unlink()
    page = results_of(own, monkeypatch)
    assert "census" in page.warning[0].value
    assert "Closing headcount" in [metric.label for metric in page.metric]


def test_a_damaged_census_is_said_beside_the_figures(own: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    own.census.write_bytes(b"no parquet")
    page = results_of(own, monkeypatch)
    assert not page.exception
    assert "cannot be compared" in page.warning[0].value
    assert "Closing headcount" in [metric.label for metric in page.metric]


def test_a_warehouse_of_another_version_is_answered_in_words(own: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    with duckdb.connect(str(own.warehouse)) as connection:
        connection.execute("drop table fct_pay_equity")
    page = results_of(own, monkeypatch)
    assert not page.exception
    assert any("planwise simulate" in error.value for error in page.error)


def test_unknown_genders_are_said_in_words() -> None:
    nobody = replace(
        EQUITY,
        compared_headcount=0,
        raw_pay_gap=None,
        adjusted_pay_gap=None,
        adjusted_pay_gap_lower=None,
        adjusted_pay_gap_upper=None,
    )
    text = pay_gap_text(nobody, load_simulation_settings())
    assert "none of the 120 people" in text
    assert "column gender" in text


@pytest.mark.parametrize(
    ("lower", "upper", "words"),
    [
        (0.055, 0.065, "lies at or above the 5%"),
        (0.04, 0.08, "does not tell whether the gap reaches it"),
        (0.01, 0.049, "lies below the 5% of EU Directive 2023/970."),
        (-0.01, 0.03, "and holds zero"),
    ],
)
def test_the_interval_is_held_against_the_directive(lower: float, upper: float, words: str) -> None:
    row = replace(EQUITY, adjusted_pay_gap_lower=lower, adjusted_pay_gap_upper=upper)
    assert words in pay_gap_text(row, load_simulation_settings())


def test_a_gap_below_zero_is_said_as_being_paid_more() -> None:
    row = replace(EQUITY, adjusted_pay_gap=-0.02, adjusted_pay_gap_lower=-0.03, adjusted_pay_gap_upper=-0.01)
    assert "Female people are paid 2.00% more than Male people" in pay_gap_text(row, load_simulation_settings())
