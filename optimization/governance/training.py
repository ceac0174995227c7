"""The training programme as guides call it: where somebody begins, and a plan for the weeks ahead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimization.errors import BadInputError
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.ledger.ledger_in_force import ledger_in_force
from optimization.governance.training_programme.training_curriculum import Curriculum, load_curriculum
from optimization.governance.training_programme.training_plan import readiness, schedule
from optimization.governance.training_programme.training_progress import passed_modules

Background = Mapping[str, Any]


class OptimizationTrainingProgram:
    """The programme of config/training.yaml, with what the ledger knows of a learner."""

    def __init__(self, ledger: Ledger | None = None, curriculum: Curriculum | None = None) -> None:
        self._ledger = ledger
        self._curriculum = load_curriculum() if curriculum is None else curriculum

    def assess_user_readiness(
        self,
        user_background: Background | None = None,
        *,
        background: Background | None = None,
        user_id: str | None = None,
    ) -> dict[str, Any]:
        """Where somebody begins; see `training_plan.readiness`.

        Args:
            user_background: what they bring along.
            background: another name for the same; one of them is given.
            user_id: whose progress counts; without it nothing counts as passed.

        Raises:
            BadInputError: none or both of the backgrounds are given, or it cannot be read.
            PlanwiseError: the ledger cannot be read.
        """
        given = _one_of(user_background, background)
        return readiness(given, self._curriculum, passed=self._passed(user_id))

    def create_personalized_training_plan(
        self,
        user_id: str,
        user_background: Background | None = None,
        time_availability: str = "moderate",
        *,
        background: Background | None = None,
    ) -> dict[str, Any]:
        """The weeks ahead of a learner, from where they stand by experience and by what the ledger has of them.

        Args:
            user_id: whose progress counts.
            user_background: what they bring along.
            time_availability: limited, moderate or extensive.
            background: another name for `user_background`; one of them is given.

        Returns:
            What `assess_user_readiness` says, and: user_id, time_availability, training_schedule (see
            `training_plan.schedule`), total_estimated_weeks, recommended_practice_scenarios (the exercises of the
            path: module, exercise, title, commands).

        Raises:
            BadInputError: none or both of the backgrounds are given, it cannot be read, or there is no such time.
            PlanwiseError: the ledger cannot be read.
        """
        assessed = self.assess_user_readiness(_one_of(user_background, background), user_id=user_id)
        path = assessed["learning_path"]
        entries = schedule(path, self._curriculum, time_availability=time_availability)
        return {
            "user_id": user_id,
            "time_availability": time_availability,
            **assessed,
            "training_schedule": entries,
            "total_estimated_weeks": sum(entry["duration_weeks"] for entry in entries),
            "recommended_practice_scenarios": [
                {"module": name, "exercise": key, "title": exercise.title, "commands": list(exercise.commands)}
                for name in path
                for key, exercise in self._curriculum.module(name).exercises.items()
            ],
        }

    def _passed(self, user_id: str | None) -> tuple[str, ...]:
        if user_id is None:
            return ()
        with ledger_in_force(self._ledger) as ledger:
            return passed_modules(ledger, self._curriculum, user_id)


def _one_of(one: Background | None, other: Background | None) -> Background:
    given = [each for each in (one, other) if each is not None]
    if len(given) != 1:
        raise BadInputError(f"{len(given)} backgrounds are given: give one, as user_background or as background.")
    return given[0]
