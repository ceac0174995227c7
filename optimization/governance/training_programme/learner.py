"""A learner as the ledger knows them: what they have passed, and the proposal that exercises are done on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from optimization.governance.ledger.ledger import Ledger
from optimization.governance.training_programme.training_progress import PassedExercise, passed_exercises
from optimization.governance.training_programme.training_traces import ProposalTrace
from optimization.governance.training_programme.training_trail import Trail
from optimization.places import Places


@dataclass(frozen=True, kw_only=True)
class Learner:
    """A learner, None where nobody is named; `proposal_id` is their newest proposal, None where they have none."""

    user: str | None
    passed: tuple[PassedExercise, ...]
    proposal_id: str | None

    @property
    def passed_by_module(self) -> Mapping[str, set[str]]:
        """By module, the names of the exercises passed; modules of which none is are left out."""
        found: dict[str, set[str]] = {}
        for each in self.passed:
            found.setdefault(each.module, set()).add(each.exercise)
        return found


def learner_of(ledger: Ledger, places: Places, user: str) -> Learner:
    """What the ledger knows of a learner; of somebody unknown, nothing passed and no proposal.

    Raises:
        PlanwiseError: the ledger cannot be read.
    """
    newest = ProposalTrace(what="proposal").look(Trail(ledger=ledger, places=places, user=user))
    return Learner(
        user=user,
        passed=passed_exercises(ledger, user),
        proposal_id=None if newest.evidence is None else str(newest.evidence["proposal_id"]),
    )
