"""Modules, exercises and progress as tables and lines."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from optimization.evidence.quantities import as_typed, counted
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.governance.training_programme.training_curriculum import Curriculum, Exercise, Module
from optimization.governance.training_programme.training_progress import CheckedExercise, PassedExercise

# What a command shows in the place of a proposal, for who has none yet.
_ANY_PROPOSAL = "PRP-000001"


def typed_commands(exercise: Exercise, *, home: Path, proposal_id: str | None) -> list[str]:
    """The commands as they are typed: the home and the learner's newest proposal stand where they belong."""
    values = {"{home}": shlex.quote(str(home)), "{proposal}": proposal_id or _ANY_PROPOSAL}
    commands = list(exercise.commands)
    for name, value in values.items():
        commands = [command.replace(name, value) for command in commands]
    return commands


def modules_table(curriculum: Curriculum, passed: Mapping[str, set[str]]) -> ReportTable:
    """A row per module."""
    return ReportTable(
        columns=(*text_columns("Module", "What it teaches", "Needs"), *number_columns("Hours", "Exercises", "Passed")),
        rows=tuple(
            (
                name,
                module.title,
                ", ".join(module.prerequisites) or "nothing",
                as_typed(module.hours),
                str(len(module.exercises)),
                str(len(passed.get(name, set()) & set(module.exercises))),
            )
            for name, module in curriculum.modules.items()
        ),
        note="`planwise training show MODULE` has the exercises, `planwise training check MODULE` looks at them.",
    )


def module_lines(name: str, module: Module, commands: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """A module from top to bottom."""
    needs = ", ".join(module.prerequisites)
    yield f"{name}: {module.title}. {as_typed(module.hours)} hours{f', after {needs}' if needs else ''}."
    yield from (f"- {objective}" for objective in module.objectives)
    for key, exercise in module.exercises.items():
        yield ""
        yield f"{key}: {exercise.title}"
        yield exercise.task
        yield from (f"  {command}" for command in commands[key])
    yield ""
    yield f"Then: planwise training check {name}"


def readiness_lines(assessed: Mapping[str, Any]) -> Iterator[str]:
    """Where to begin, and why not further on."""
    score, by_score = assessed["experience_score"], assessed["module_by_score"]
    start, path = assessed["recommended_starting_module"], assessed["learning_path"]
    if start is None:
        yield f"Experience: {counted(score, 'point')}. Every module that lies ahead is passed."
        return
    yield f"Experience: {counted(score, 'point')}. Begin with {start}: `planwise training show {start}`."
    if unmet := assessed["unmet_prerequisites"]:
        yield (
            f"By experience alone it would be {by_score}, which needs {', '.join(unmet)} first. Passing their "
            "exercises is all that takes."
        )
    hours = as_typed(float(assessed["estimated_total_training_hours"]))
    yield f"The path: {', '.join(path)}; {hours} hours."


def plan_table(planned: Mapping[str, Any]) -> ReportTable:
    """A row per module of a plan."""
    return ReportTable(
        columns=(*text_columns("Module", "What it teaches"), *number_columns("From week", "Weeks", "Hours")),
        rows=tuple(
            (
                entry["module"],
                entry["title"],
                str(entry["start_week"]),
                as_typed(float(entry["duration_weeks"])),
                as_typed(float(entry["hours"])),
            )
            for entry in planned["training_schedule"]
        ),
        note=f"{as_typed(float(planned['total_estimated_weeks']))} weeks with {planned['time_availability']} time.",
    )


def checked_lines(checked: Sequence[CheckedExercise], curriculum: Curriculum) -> Iterator[str]:
    """Per exercise whether it is passed, and what is missing where it is not."""
    for each in checked:
        title = curriculum.module(each.module).exercises[each.exercise].title
        yield f"{'passed' if each.is_passed else 'missing':<7}  {each.exercise}: {title}"
        yield from (f"         {sentence}" for sentence in each.missing)
    if not all(each.is_passed for each in checked):
        yield f"`planwise training show {checked[0].module}` has the commands."


def progress_table(passed: Sequence[PassedExercise]) -> ReportTable:
    """A row per exercise that was passed."""
    return ReportTable(
        columns=text_columns("Module", "Exercise", "Passed at (UTC)", "Traces"),
        rows=tuple(
            (
                each.module,
                each.exercise,
                f"{each.passed_at:%Y-%m-%d %H:%M}",
                "; ".join(", ".join(f"{name} {value}" for name, value in trace.items()) for trace in each.evidence),
            )
            for each in passed
        ),
    )
