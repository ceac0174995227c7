"""What a learner has passed, in the ledger: exercises are checked by the traces that they left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from optimization.errors import unknown_name
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.training_programme.training_curriculum import Curriculum, Exercise
from optimization.governance.training_programme.training_trail import Trail


@dataclass(frozen=True, kw_only=True)
class PassedExercise:
    """An exercise that was found done, first at `passed_at`; `evidence` are its traces."""

    module: str
    exercise: str
    passed_at: datetime
    evidence: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, kw_only=True)
class CheckedExercise:
    """An exercise that was looked at: what is missing, as sentences, and the traces that are there."""

    module: str
    exercise: str
    missing: tuple[str, ...]
    evidence: tuple[Mapping[str, Any], ...]

    @property
    def is_passed(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def check_exercises(
    trail: Trail, curriculum: Curriculum, module: str, exercise: str | None = None
) -> tuple[CheckedExercise, ...]:
    """Look for the traces of a module's exercises, or of one of them, and record those that are passed.

    What was passed once stays recorded, with the moment and the traces of the first time.

    Raises:
        BadInputError: there is no such module or exercise; lists the names and the nearest.
        PlanwiseError: the ledger cannot be used.
    """
    exercises = curriculum.module(module).exercises
    if exercise is not None and exercise not in exercises:
        raise unknown_name("exercise", exercise, exercises)
    names = exercises if exercise is None else [exercise]
    checked = tuple(_checked(trail, module, name, exercises[name]) for name in names)
    _record(trail, [each for each in checked if each.is_passed])
    return checked


def passed_exercises(ledger: Ledger, user: str) -> tuple[PassedExercise, ...]:
    """What a learner has passed, in the order in which it was.

    Raises:
        PlanwiseError: the ledger cannot be read.
    """
    from sqlalchemy import select

    from optimization.governance.ledger.governance_tables import training_progress as progress

    of_user = select(progress).where(progress.c.user_id == user).order_by(progress.c.passed_at, progress.c.exercise)
    with ledger.read() as connection:
        rows = connection.execute(of_user).all()
    return tuple(
        PassedExercise(module=row.module, exercise=row.exercise, passed_at=row.passed_at, evidence=tuple(row.evidence))
        for row in rows
    )


def passed_modules(ledger: Ledger, curriculum: Curriculum, user: str) -> tuple[str, ...]:
    """The modules of which a learner has passed every exercise, in the programme's order.

    Raises:
        PlanwiseError: the ledger cannot be read.
    """
    passed = {(each.module, each.exercise) for each in passed_exercises(ledger, user)}
    return tuple(
        name
        for name, module in curriculum.modules.items()
        if all((name, exercise) in passed for exercise in module.exercises)
    )


def _checked(trail: Trail, module: str, name: str, exercise: Exercise) -> CheckedExercise:
    findings = [trace.look(trail) for trace in exercise.leaves]
    return CheckedExercise(
        module=module,
        exercise=name,
        missing=tuple(finding.missing for finding in findings if finding.missing is not None),
        evidence=tuple(finding.evidence for finding in findings if finding.evidence is not None),
    )


def _record(trail: Trail, passed: list[CheckedExercise]) -> None:
    from sqlalchemy import select

    from optimization.governance.ledger.governance_tables import training_progress as progress

    if not passed:
        return
    now = datetime.now(UTC)
    of_user = select(progress.c.module, progress.c.exercise).where(progress.c.user_id == trail.user)
    with trail.ledger.write() as connection:
        known = {(row.module, row.exercise) for row in connection.execute(of_user)}
        for each in passed:
            if (each.module, each.exercise) not in known:
                connection.execute(
                    progress.insert().values(
                        user_id=trail.user,
                        module=each.module,
                        exercise=each.exercise,
                        passed_at=now,
                        evidence=[dict(trace) for trace in each.evidence],
                    )
                )
