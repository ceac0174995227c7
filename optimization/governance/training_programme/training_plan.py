"""Where a learner begins and how long it takes: readiness and schedule, from experience and what was passed."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

from optimization.errors import BadInputError, unknown_name
from optimization.governance.training_programme.training_curriculum import Curriculum, Experience

_YEARS = "compensation_experience_years"
_ANALYTICS = "analytics_experience"
_SKILLS = "technical_skills"
# What else guides tell of a person; it earns no points.
BACKGROUND_KEYS = (_YEARS, _ANALYTICS, _SKILLS, "role", "department")


def experience_score(background: Mapping[str, Any], rules: Experience) -> int:
    """The points of a background; what it does not name earns none.

    Args:
        background: compensation_experience_years, a number; analytics_experience, one of the levels of
            config/training.yaml; technical_skills, a list of words in any case; role and department, which earn none.
        rules: how they are counted.

    Raises:
        BadInputError: a key or a level does not exist, years are no number or below zero, or skills are no list.
    """
    for key in background:
        if key not in BACKGROUND_KEYS:
            raise unknown_name("key of a background", str(key), BACKGROUND_KEYS)
    years = _years(background.get(_YEARS, 0))
    reached = [points for least, points in rules.years.items() if years >= least]
    level = str(background.get(_ANALYTICS, next(iter(rules.analytics)))).lower()
    if level not in rules.analytics:
        raise unknown_name(_ANALYTICS, level, rules.analytics)
    skills = _skills(background.get(_SKILLS, ()))
    known = [group.points for group in rules.skills if skills & {word.lower() for word in group.any_of}]
    return max(reached, default=0) + rules.analytics[level] + sum(known)


def readiness(background: Mapping[str, Any], curriculum: Curriculum, *, passed: Collection[str]) -> dict[str, Any]:
    """Where a learner begins, and what lies ahead.

    The score alone names a module, `module_by_score`; the modules before it are left out of the path, except those that
    it or a later one needs. A prerequisite is met by passing its exercises and by nothing else: experience elsewhere
    does not show that somebody can read this simulation or apply these rules, and whoever has it passes the exercises
    of a module in minutes. So the path of somebody who has passed nothing begins at the first prerequisite.

    Args:
        background: see `experience_score`.
        curriculum: the programme.
        passed: the modules that the learner has passed.

    Returns:
        experience_score; module_by_score; recommended_starting_module, the first of learning_path, or None where
        everything that lies ahead is passed; unmet_prerequisites of module_by_score; learning_path, names of modules
        in order; estimated_total_training_hours of them.

    Raises:
        BadInputError: the background cannot be read.
    """
    score = experience_score(background, curriculum.experience)
    start = next(
        name for name, module in curriculum.modules.items() if module.up_to_score is None or score <= module.up_to_score
    )
    names = list(curriculum.modules)
    ahead = names[names.index(start) :]
    needed = {prerequisite for name in ahead for prerequisite in _all_prerequisites(name, curriculum)}
    path = [name for name in curriculum.in_order({*ahead, *needed}) if name not in passed]
    unmet = [name for name in curriculum.in_order(_all_prerequisites(start, curriculum)) if name not in passed]
    return {
        "experience_score": score,
        "module_by_score": start,
        "recommended_starting_module": path[0] if path else None,
        "unmet_prerequisites": unmet,
        "learning_path": path,
        "estimated_total_training_hours": sum(curriculum.modules[name].hours for name in path),
    }


def schedule(path: Collection[str], curriculum: Curriculum, *, time_availability: str) -> list[dict[str, Any]]:
    """The modules of a path one after the other.

    Returns:
        Per module: module, title, hours, start_week (the week, from 1, in which it begins), duration_weeks (parts of a
        week too), prerequisites, objectives, and exercises, names of them.

    Raises:
        BadInputError: there is no such time availability; names the nearest.
    """
    entries: list[dict[str, Any]] = []
    elapsed = 0.0
    for name in path:
        module = curriculum.module(name)
        weeks = curriculum.pace.weeks(module.hours, time_availability)
        entries.append(
            {
                "module": name,
                "title": module.title,
                "hours": module.hours,
                "start_week": math.floor(elapsed) + 1,
                "duration_weeks": weeks,
                "prerequisites": list(module.prerequisites),
                "objectives": list(module.objectives),
                "exercises": list(module.exercises),
            }
        )
        elapsed += weeks
    return entries


def _all_prerequisites(name: str, curriculum: Curriculum) -> set[str]:
    """The prerequisites of a module, and theirs."""
    own = curriculum.module(name).prerequisites
    return {*own, *(further for each in own for further in _all_prerequisites(each, curriculum))}


def _years(given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given < math.inf:
        raise BadInputError(f"{_YEARS} = {given!r}: give the years as a number, zero or more.")
    return float(given)


def _skills(given: object) -> set[str]:
    # A text is a collection too, of letters.
    if isinstance(given, str) or not isinstance(given, Collection):
        raise BadInputError(f"{_SKILLS} = {given!r}: give a list of words, like ['python', 'statistics'].")
    return {str(word).strip().lower() for word in given}
