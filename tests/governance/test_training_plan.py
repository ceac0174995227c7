"""Readiness and plans of the shipped programme against tables worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from optimization.errors import BadInputError
from optimization.governance.ledger.governance_tables import training_progress
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.training import OptimizationTrainingProgram
from optimization.governance.training_programme.training_curriculum import TRAINING_CONFIG, Curriculum, load_curriculum
from optimization.governance.training_programme.training_plan import experience_score, readiness, schedule

FOUNDATIONS, PRACTICE, ADVANCED, GOVERNANCE = (
    "foundations",
    "practical_application",
    "advanced_techniques",
    "governance_mastery",
)
ALL = [FOUNDATIONS, PRACTICE, ADVANCED, GOVERNANCE]
EXPERT = {
    "compensation_experience_years": 12,
    "analytics_experience": "advanced",
    "technical_skills": ["python", "statistics"],
    "role": "lead",
    "department": "rewards",
}


def background(years: float, analytics: str, *skills: str) -> dict[str, Any]:
    return {
        "compensation_experience_years": years,
        "analytics_experience": analytics,
        "technical_skills": list(skills),
    }


@pytest.fixture(scope="module")
def curriculum() -> Curriculum:
    return load_curriculum()


@pytest.mark.parametrize(
    ("given", "points"),
    [
        ({}, 0),
        (background(0, "none"), 0),
        (background(0.9, "none"), 0),
        (background(1, "none"), 1),
        (background(1.9, "none"), 1),
        (background(2, "none"), 2),
        (background(4.9, "none"), 2),
        (background(5, "none"), 3),
        (background(40, "none"), 3),
        (background(0, "basic"), 1),
        (background(0, "intermediate"), 2),
        (background(0, "Advanced"), 3),
        (background(0, "none", "python"), 1),
        (background(0, "none", "SQL"), 1),
        # Each group counts once.
        (background(0, "none", "python", "sql"), 1),
        (background(0, "none", "statistics"), 2),
        (background(0, "none", "optimization", "statistics"), 2),
        (background(0, "none", "excel"), 0),
        (background(2, "basic", "python"), 4),
        (background(5, "intermediate", "statistics"), 7),
        (EXPERT, 9),
    ],
)
def test_points_of_experience(curriculum: Curriculum, given: dict[str, Any], points: int) -> None:
    assert experience_score(given, curriculum.experience) == points


@pytest.mark.parametrize(
    ("score", "module"),
    [
        (0, FOUNDATIONS),
        (2, FOUNDATIONS),
        (3, PRACTICE),
        (4, PRACTICE),
        (5, ADVANCED),
        (6, ADVANCED),
        (7, GOVERNANCE),
        (9, GOVERNANCE),
    ],
)
def test_the_score_alone_names_a_module(curriculum: Curriculum, score: int, module: str) -> None:
    given = {
        0: background(0, "none"),
        2: background(2, "none"),
        3: background(2, "basic"),
        4: background(2, "basic", "sql"),
        5: background(5, "none", "statistics"),
        6: background(5, "advanced"),
        7: background(5, "advanced", "sql"),
        9: EXPERT,
    }[score]
    found = readiness(given, curriculum, passed=())
    assert (found["experience_score"], found["module_by_score"]) == (score, module)


@pytest.mark.parametrize(
    ("given", "passed", "path", "hours"),
    [
        (background(0, "none"), [], ALL, 15),
        (background(2, "basic"), [], ALL, 15),
        (background(5, "advanced"), [], ALL, 15),
        # Who needs no advanced techniques by experience still passes what governance builds on.
        (EXPERT, [], [FOUNDATIONS, PRACTICE, GOVERNANCE], 9),
        (EXPERT, [FOUNDATIONS], [PRACTICE, GOVERNANCE], 7),
        (EXPERT, [PRACTICE], [FOUNDATIONS, GOVERNANCE], 5),
        (EXPERT, [FOUNDATIONS, PRACTICE], [GOVERNANCE], 3),
        (background(0, "none"), [FOUNDATIONS, PRACTICE], [ADVANCED, GOVERNANCE], 9),
        (EXPERT, ALL, [], 0),
    ],
)
def test_no_path_skips_an_unmet_prerequisite(
    curriculum: Curriculum, given: dict[str, Any], passed: list[str], path: list[str], hours: float
) -> None:
    found = readiness(given, curriculum, passed=passed)
    assert found["learning_path"] == path
    assert found["recommended_starting_module"] == (path[0] if path else None)
    assert found["estimated_total_training_hours"] == hours
    met = set(passed)
    for module in path:
        assert set(curriculum.module(module).prerequisites) <= met
        met.add(module)


def test_unmet_prerequisites_of_the_module_that_the_score_names_are_said(curriculum: Curriculum) -> None:
    assert readiness(EXPERT, curriculum, passed=[PRACTICE])["unmet_prerequisites"] == [FOUNDATIONS]
    assert readiness(background(0, "none"), curriculum, passed=[])["unmet_prerequisites"] == []


@pytest.mark.parametrize(
    ("time", "weeks"),
    [
        # Hours 2, 4, 6 and 3, halved, times 1.5, 1.0 and 0.75, and never less than a week.
        ("limited", [(1, 1.5), (2, 3.0), (5, 4.5), (10, 2.25)]),
        ("moderate", [(1, 1.0), (2, 2.0), (4, 3.0), (7, 1.5)]),
        ("extensive", [(1, 1.0), (2, 1.5), (3, 2.25), (5, 1.125)]),
    ],
)
def test_weeks_by_the_time_that_somebody_has(curriculum: Curriculum, time: str, weeks: list[tuple[int, float]]) -> None:
    entries = schedule(ALL, curriculum, time_availability=time)
    assert [(entry["start_week"], entry["duration_weeks"]) for entry in entries] == weeks
    assert [entry["hours"] for entry in entries] == [2, 4, 6, 3]


def test_a_guide_asks_for_readiness_and_a_plan(ledger: Ledger) -> None:
    program = OptimizationTrainingProgram(ledger)
    assessed = program.assess_user_readiness(EXPERT)
    assert assessed == program.assess_user_readiness(background=EXPERT)
    assert (assessed["experience_score"], assessed["recommended_starting_module"]) == (9, FOUNDATIONS)
    plan = program.create_personalized_training_plan(
        user_id="analyst", user_background=EXPERT, time_availability="limited"
    )
    assert plan == program.create_personalized_training_plan("analyst", EXPERT, "limited")
    # 1.5 weeks, 3 weeks and 2.25 weeks.
    assert plan["total_estimated_weeks"] == 6.75
    assert [entry["module"] for entry in plan["training_schedule"]] == assessed["learning_path"]
    first = plan["recommended_practice_scenarios"][0]
    assert (first["module"], first["commands"]) == (FOUNDATIONS, ["planwise census generate"])


def test_what_the_ledger_has_of_a_learner_counts_for_nobody_else(ledger: Ledger, curriculum: Curriculum) -> None:
    passed = [
        (module, exercise) for module in (FOUNDATIONS, PRACTICE) for exercise in curriculum.module(module).exercises
    ]
    with ledger.write() as connection:
        # All but the last exercise of the second module.
        for module, exercise in passed[:-1]:
            connection.execute(
                training_progress.insert().values(
                    user_id="analyst", module=module, exercise=exercise, passed_at=datetime.now(UTC), evidence=[]
                )
            )
    program = OptimizationTrainingProgram(ledger)
    assert program.assess_user_readiness(EXPERT, user_id="analyst")["learning_path"] == [PRACTICE, GOVERNANCE]
    assert program.create_personalized_training_plan("approver", EXPERT)["learning_path"][0] == FOUNDATIONS


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"analytic_experience": "basic"}, "Did you mean 'analytics_experience'"),
        ({"analytics_experience": "expert"}, "Unknown analytics_experience 'expert'"),
        ({"compensation_experience_years": "five"}, "give the years as a number"),
        ({"compensation_experience_years": -1}, "give the years as a number"),
        ({"compensation_experience_years": float("nan")}, "give the years as a number"),
        ({"compensation_experience_years": True}, "give the years as a number"),
        ({"technical_skills": "python"}, "give a list of words"),
    ],
)
def test_a_background_that_cannot_be_read_is_refused(
    curriculum: Curriculum, given: dict[str, Any], message: str
) -> None:
    with pytest.raises(BadInputError, match=message):
        experience_score(given, curriculum.experience)


def test_time_and_background_are_asked_for_by_name(sqlite_ledger: Ledger) -> None:
    program = OptimizationTrainingProgram(sqlite_ledger)
    with pytest.raises(BadInputError, match="Did you mean 'moderate'"):
        program.create_personalized_training_plan("analyst", EXPERT, "moderat")
    with pytest.raises(BadInputError, match="0 backgrounds are given"):
        program.assess_user_readiness()
    with pytest.raises(BadInputError, match="2 backgrounds are given"):
        program.assess_user_readiness(EXPERT, background=EXPERT)


@pytest.fixture
def edited(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "training.yaml"
    path.write_text(TRAINING_CONFIG.read_text(encoding="utf-8"), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("prerequisites: [foundations]", "prerequisites: [governance_mastery]", "must be modules that stand before it"),
        ("up_to_score: 4", "up_to_score: 2", "up_to_score must rise"),
        ("up_to_score: null", "up_to_score: 9", "null for the last one only"),
        ("planwise census generate", "rm -rf /", "modules.foundations.exercises.make_a_census.commands.0"),
        ("what: anchor", "what: anchors", "modules.governance_mastery.exercises.anchor_the_trail.leaves.0"),
        ("kind: pareto", "kind: parets", "leaves.0.run.kind"),
        ("hours: 4", "hours: 0", "modules.practical_application.hours"),
        ("objectives:", "objektives:", "objektives: there is no such key"),
    ],
)
def test_a_programme_that_cannot_be_followed_is_refused(edited: Path, before: str, after: str, message: str) -> None:
    text = edited.read_text(encoding="utf-8")
    assert before in text
    edited.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(BadInputError, match=message):
        load_curriculum(edited)
