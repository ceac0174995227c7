"""`planwise training`: exercises typed as the programme has them, and what is checked of them."""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from optimization.governance.training_programme.training_curriculum import load_curriculum
from optimization.places import SEEDS_DIR

MODULES = ["foundations", "practical_application", "advanced_techniques", "governance_mastery"]


@pytest.fixture
def warm_home(published: Any, tmp_path: Path) -> Path:
    """A home in which dbt is prepared, and nothing else was done."""
    shutil.copytree(published.path / "dbt", tmp_path / "home" / "dbt")
    return tmp_path / "home"


def checked(outcome: Any) -> dict[str, bool]:
    """By exercise, whether it is passed."""
    return {each["exercise"]: each["is_passed"] for each in json.loads(outcome.stdout)["exercises"]}


def test_the_foundations_are_passed_by_typing_their_commands(planwise: Callable[..., Any], warm_home: Path) -> None:
    def typed(*words: str) -> Any:
        return planwise(*words, home=warm_home, PLANWISE_USER="analyst")

    nothing_done = typed("training", "check", "foundations", "--json")
    assert nothing_done.code == 3
    assert set(checked(nothing_done).values()) == {False}
    shown = json.loads(typed("training", "show", "foundations", "--json").stdout)
    done: list[str] = []
    for exercise in shown["exercises"]:
        for command in exercise["commands"]:
            ran = typed(*shlex.split(command)[1:])
            assert ran.code == 0, ran.stderr
        done.append(exercise["exercise"])
        # Every exercise is passed by its own commands, and by nobody's before them.
        passed = checked(typed("training", "check", "foundations", "--json"))
        assert [name for name, is_passed in passed.items() if is_passed] == done

    assert typed("training", "check", "foundations").code == 0
    other = planwise("training", "check", "foundations", "--json", home=warm_home, PLANWISE_USER="approver")
    assert checked(other) == {"make_a_census": True, "simulate_todays_levers": True, "meet_a_growth_target": False}
    later = typed("training", "check", "foundations", "--json", "--since", datetime.now(UTC).isoformat())
    assert (later.code, set(checked(later).values())) == (3, {False})
    progress = json.loads(typed("training", "progress", "--json").stdout)["passed"]
    assert sorted(each["exercise"] for each in progress) == sorted(done)
    (loop,) = (each for each in progress if each["exercise"] == "meet_a_growth_target")
    assert (warm_home / "reports" / loop["evidence"][0]["run_id"] / "report.html").exists()
    assessed = json.loads(typed("training", "assess", "--years", "0", "--json").stdout)
    assert assessed["recommended_starting_module"] == "practical_application"


def test_governance_is_mastered_by_typing_its_commands(
    planwise: Callable[..., Any], published: Any, warm_home: Path, tmp_path: Path
) -> None:
    shutil.copy(published.path / "census.parquet", warm_home)
    levers = shutil.copy(SEEDS_DIR / "comp_levers.csv", tmp_path)

    def typed(*words: str) -> Any:
        return planwise(*words, home=warm_home, PLANWISE_USER="analyst", PLANWISE_LEVERS=str(levers))

    module = load_curriculum().module("governance_mastery")
    for name, exercise in module.exercises.items():
        assert checked(typed("training", "check", "governance_mastery", "--exercise", name, "--json")) == {name: False}
        for place in range(len(exercise.commands)):
            # Shown anew each time: the command before may have made the proposal that this one names.
            shown = json.loads(typed("training", "show", "governance_mastery", "--json").stdout)["exercises"]
            (command,) = (each["commands"][place] for each in shown if each["exercise"] == name)
            ran = typed(*shlex.split(command)[1:])
            # The one that is refused is refused for its reason: who proposes cannot approve.
            is_refused = command == "planwise proposal approve PRP-000001"
            assert ran.code == (2 if is_refused else 0), ran.stderr
        assert checked(typed("training", "check", "governance_mastery", "--exercise", name, "--json")) == {name: True}
    assert Path(levers).read_bytes() == (SEEDS_DIR / "comp_levers.csv").read_bytes()


def test_what_is_missing_is_said(planwise: Callable[..., Any], tmp_path: Path) -> None:
    told = planwise("training", "check", "governance_mastery", home=tmp_path, PLANWISE_USER="analyst")
    assert told.code == 3
    assert sum(line.startswith("missing  ") for line in told.stdout.splitlines()) == 6
    assert "There is no decision record of 'analyst' that says in what situation it was made." in told.stdout
    assert f"There is no anchor: {tmp_path / 'audit_anchor.json'} does not exist." in told.stdout
    assert "`planwise training show governance_mastery` has the commands." in told.stdout
    assert "has passed no exercise yet" in planwise("training", "progress", home=tmp_path).stdout


@pytest.mark.parametrize("module", MODULES)
def test_every_command_of_an_exercise_exists(planwise: Callable[..., Any], tmp_path: Path, module: str) -> None:
    shown = json.loads(planwise("training", "show", module, "--json", home=tmp_path).stdout)
    for exercise in shown["exercises"]:
        for command in exercise["commands"]:
            words = [word for word in shlex.split(command)[1:4] if not word.startswith(("-", "PRP-", str(tmp_path)))]
            helped = planwise(*words[:2], "--help", home=tmp_path)
            assert helped.code == 0, command
            options = [word.partition("=")[0] for word in shlex.split(command) if word.startswith("--")]
            assert [option for option in options if option not in helped.stdout] == []


def test_the_commands_name_the_home_and_the_newest_proposal(planwise: Callable[..., Any], tmp_path: Path) -> None:
    home = tmp_path / "a home"
    shown = planwise("training", "show", "governance_mastery", home=home, PLANWISE_USER="analyst").stdout
    assert "planwise proposal approve PRP-000001 --user approver" in shown
    assert f"planwise audit anchor '{home}'/audit_anchor.json" in shown
    assert "{" not in shown
    for objective in load_curriculum().module("governance_mastery").objectives:
        assert f"- {objective}" in shown


def test_modules_are_listed_in_order(planwise: Callable[..., Any], tmp_path: Path) -> None:
    listed = planwise("training", "list", home=tmp_path, PLANWISE_USER="analyst")
    assert [line.split()[0] for line in listed.stdout.splitlines()[2:6]] == MODULES
    content = json.loads(planwise("training", "list", "--json", home=tmp_path, PLANWISE_USER="analyst").stdout)
    assert [(module["module"], module["hours"]) for module in content["modules"]] == list(
        zip(MODULES, [2, 4, 6, 3], strict=True)
    )


def test_a_plan_says_the_weeks(planwise: Callable[..., Any], tmp_path: Path) -> None:
    asked = ["training", "plan", "--years", "6", "--analytics", "advanced", "--skill", "sql", "--time", "limited"]
    told = planwise(*asked, home=tmp_path, PLANWISE_USER="analyst").stdout
    # 3, 3 and 1 points; 1.5, 3 and 2.25 weeks.
    assert "Experience: 7 points. Begin with foundations" in told
    assert "By experience alone it would be governance_mastery, which needs foundations, practical_application" in told
    assert "6.75 weeks with limited time." in told
    content = json.loads(planwise(*asked, "--json", home=tmp_path, PLANWISE_USER="analyst").stdout)
    assert content["total_estimated_weeks"] == 6.75


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (["check", "foundation"], "Did you mean 'foundations'"),
        (["check", "foundations", "--exercise", "census"], "Unknown exercise 'census'"),
        (["check", "foundations", "--since", "yesterday"], "--since 'yesterday' is no moment"),
        (["assess", "--analytics", "some"], "Unknown analytics_experience 'some'"),
        (["plan", "--time", "none"], "Unknown time availability 'none'"),
    ],
)
def test_what_does_not_exist_is_bad_input(
    planwise: Callable[..., Any], tmp_path: Path, asked: list[str], message: str
) -> None:
    refused = planwise("training", *asked, home=tmp_path, PLANWISE_USER="analyst")
    assert (refused.code, refused.stdout) == (2, "")
    assert message in refused.stderr
