"""The page of proposals takes actual figures in, and says what they tell of a proposal in force."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from governance_pages import answer_of, clicked, copied_home, drawn, opened, refused, told
from recorded_proposal import propose
from streamlit.testing.v1 import AppTest

from optimization.governance.ledger.ledger import open_ledger
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_risk import RiskLevel
from optimization.places import Places

Tables = Callable[[AppTest], list[list[dict[str, str]]]]

HEADING = "period,metric_name,value,source\n"
BEFORE = HEADING + "2025-Q4,voluntary_turnover_rate,0.10,HR system\n"
AFTER = BEFORE + "2026-Q4,voluntary_turnover_rate,0.15,HR system\n"
HOLD = "Hold the figures against the checkpoint"


@pytest.fixture
def home(places_with_census: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A home of its own with a proposal in force, and a figure from before it."""
    places = copied_home(places_with_census, tmp_path, monkeypatch)
    for file in places.home.glob("ledger.sqlite*"):
        file.unlink()
    places.actual_metrics.write_text(BEFORE)
    with open_ledger(places) as ledger:
        cell = LeverCell(2026, 1, "merit_base")
        name = propose(ledger, places, {cell: 0.031}, user="an_analyst", risk=RiskLevel.LOW).proposal_id
    answer_of("proposal", "approve", name, "--user", "a_director")
    answer_of("proposal", "apply", name, "--user", "a_director")
    return places


def page() -> None:
    from streamlit_dashboard.governance.proposals_page import show_proposals

    show_proposals()


def uploaded(shown: AppTest, text: str) -> AppTest:
    shown.file_uploader(key="actual_figures").set_value(("figures.csv", text.encode(), "text/csv"))
    return drawn(shown)


def test_figures_that_are_brought_in_replace_those_there_once_it_is_confirmed(home: Places) -> None:
    shown = uploaded(opened(page, user="a_controller"), AFTER)
    (keep,) = [button for button in shown.button if button.label == "Keep 2 figures"]
    assert keep.disabled
    (replace,) = [box for box in shown.checkbox if box.label.startswith("Yes, replace")]
    replace.check()
    shown = clicked(drawn(shown), "Keep 2 figures")
    assert home.actual_metrics.read_text() == AFTER
    assert "holds the figures of figures.csv" in told(shown)


def test_a_file_with_a_wrong_figure_is_refused_by_its_line_and_not_kept(home: Places) -> None:
    shown = uploaded(opened(page, user="a_controller"), HEADING + "2026-Q1,turnover_rate,twelve,HR system\n")
    assert "figures.csv" in refused(shown)
    assert "twelve" in refused(shown)
    assert home.actual_metrics.read_text() == BEFORE


def test_monitoring_shows_the_findings_of_the_command_and_is_in_the_trail(home: Places, tables: Tables) -> None:
    home.actual_metrics.write_text(AFTER)
    shown = clicked(opened(page, user="a_controller"), HOLD)
    by_command = answer_of("proposal", "monitor", "PRP-000001", "--user", "a_director")
    (rows,) = [rows for rows in tables(shown) if "Trigger" in rows[0]]
    assert [row["Trigger"] for row in rows] == [each["trigger"] for each in by_command["evaluated"]]
    assert [(row["Metric"], row["Before"], row["Now"]) for row in rows] == [("voluntary_turnover_rate", "0.1", "0.15")]
    assert [row["Activated"] for row in rows] == ["yes"]
    assert f"rolling back to {by_command['checkpoint_id']} is recommended" in told(shown)
    reviews = [each for each in answer_of("audit", "report")["history"] if each["event"] == "MONITORING"]
    assert [each["user"] for each in reviews] == ["a_controller", "a_director"]


def test_without_figures_the_page_says_where_they_are_expected(home: Places) -> None:
    home.actual_metrics.unlink()
    shown = opened(page, user="a_controller")
    assert "There are no actual figures yet" in told(shown)
    assert [button.disabled for button in shown.button if button.label == HOLD] == [True]


@pytest.mark.usefixtures("home")
def test_who_proposed_cannot_complete_and_another_can() -> None:
    shown = clicked(opened(page, user="an_analyst"), "Complete")
    assert "who proposes cannot say that it stays" in refused(shown)
    shown.session_state["actor"] = "a_director"
    shown = clicked(shown, "Complete")
    assert "PRP-000001: completed" in told(shown)
    assert answer_of("proposal", "show", "PRP-000001")["completion"]["user"] == "a_director"
