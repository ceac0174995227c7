"""The page of training plans for the person named on it, and records what they have passed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from governance_pages import answer_of, clicked, copied_home, drawn, labels, opened, told
from streamlit.testing.v1 import AppTest

from optimization.places import Places

Tables = Callable[[AppTest], list[list[dict[str, str]]]]


@pytest.fixture
def home(published: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A home of its own with a census and a published run, which the first two exercises leave behind."""
    return copied_home(published, tmp_path, monkeypatch)


def page() -> None:
    from streamlit_dashboard.governance.training_page import show_training

    show_training()


def test_without_a_name_the_page_asks_for_one_and_shows_what_there_is_to_learn(home: Places, tables: Tables) -> None:
    shown = opened(page, user=None)
    assert "Give your name" in told(shown)
    assert "Check my work" in labels(shown, disabled=True)
    modules = [row["Module"] for rows in tables(shown) if "Exercises" in rows[0] for row in rows]
    assert modules == [each["module"] for each in answer_of("training", "list", "--user", "somebody")["modules"]]
    assert f"PLANWISE_HOME={home.home}" in "\n".join(code.value for code in shown.code)


def test_to_look_at_the_page_begins_no_ledger(home: Places) -> None:
    for file in home.home.glob("ledger.sqlite*"):
        file.unlink()
    assert "Begin with foundations" in told(opened(page, user="a_learner"))
    assert not list(home.home.glob("ledger.sqlite*"))


@pytest.mark.usefixtures("home")
def test_the_plan_is_that_of_the_command_for_the_same_background(tables: Tables) -> None:
    shown = opened(page, user="a_learner")
    shown.number_input(key="training_years").set_value(6)
    shown.selectbox(key="training_analytics").select("advanced")
    shown.multiselect(key="training_skills").select("python")
    shown.selectbox(key="training_time").select("limited")
    shown = drawn(shown)
    by_command = answer_of(
        "training", "plan", "--years", "6", "--analytics", "advanced", "--skill", "python", "--time", "limited",
        "--user", "a_learner",
    )  # fmt: skip
    (schedule,) = [rows for rows in tables(shown) if "From week" in rows[0]]
    assert [(row["Module"], row["From week"], float(row["Hours"])) for row in schedule] == [
        (each["module"], str(each["start_week"]), each["hours"]) for each in by_command["training_schedule"]
    ]
    assert f"Experience: {by_command['experience_score']} points" in told(shown)


@pytest.mark.usefixtures("home")
def test_a_module_shows_its_commands_in_the_name_of_the_learner() -> None:
    shown = opened(page, user="a learner", module="practical_application")
    commands = "\n".join(code.value for code in shown.code)
    assert "export PLANWISE_USER='a learner'" in commands
    assert "planwise optimize loop --target-growth 12 --lever cola_rate" in commands
    assert "It needs foundations first" in told(shown)


@pytest.mark.usefixtures("home")
def test_checking_the_work_records_what_is_passed_and_says_what_is_missing(tables: Tables) -> None:
    shown = clicked(opened(page, user="a_learner"), "Check my work")
    passed = answer_of("training", "progress", "--user", "a_learner")["passed"]
    assert {each["exercise"] for each in passed} == {"make_a_census", "simulate_todays_levers"}
    assert "1 of 3 exercises are missing something" in told(shown)
    assert "Missing: " in told(shown)
    (modules,) = [rows for rows in tables(shown) if "Exercises" in rows[0]]
    assert [row["Passed"] for row in modules if row["Module"] == "foundations"] == ["2"]
    answer_of("optimize", "loop", "--target-growth", "3", "--user", "a_learner")
    shown = clicked(shown, "Check my work")
    assert "Every exercise of this module is passed" in told(shown)
    assert "Begin with practical_application" in told(shown)
