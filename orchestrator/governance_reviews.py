"""Every applied proposal held against the actual figures, and what comes of it in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimization.evidence.quantities import fraction_as_given_percent, fraction_as_percent
from optimization.places import Places

if TYPE_CHECKING:
    from optimization.implementation.proposal_review import ProposalReview


@dataclass(frozen=True, kw_only=True)
class Reviews:
    """What the triggers say of the applied proposals."""

    of_proposals: tuple[ProposalReview, ...]
    message: str

    @property
    def for_rollback(self) -> tuple[ProposalReview, ...]:
        """Those that recommend to roll back."""
        return tuple(review for review in self.of_proposals if review.rollback_recommended)

    @property
    def for_rollback_without_doubt(self) -> tuple[ProposalReview, ...]:
        """Those of them that a figure without a caution speaks for: no person need look at it first."""
        return tuple(review for review in self.for_rollback if not review.is_doubtful)


def review_all(places: Places, *, user: str) -> Reviews:
    """Review what is applied by the figures in actual_metrics.csv; where there is no such file, the message says so.

    Raises:
        BadInputError: the file is wrong; names its lines.
    """
    from optimization.implementation.monitoring import review_applied

    if not places.actual_metrics.exists():
        return Reviews(of_proposals=(), message=f"There are no actual figures: {places.actual_metrics} is missing.")
    reviews = review_applied(places, user=user)
    if not reviews:
        return Reviews(of_proposals=(), message="No proposal is applied, so there is nothing to review.")
    recommended = [f"{each.proposal_id}: {rollback_reason(each)}" for each in reviews if each.rollback_recommended]
    return Reviews(of_proposals=reviews, message=" ".join(recommended) or "No rollback is recommended.")


def rollback_reason(review: ProposalReview) -> str:
    """Why monitoring recommends what it does, with what to keep in mind of the figures, in sentences."""
    reason = f"Monitoring recommends to roll back: {'; '.join(_told(each) for each in review.triggers_activated)}."
    return " ".join([reason, *review.doubts])


def _told(finding: Mapping[str, Any]) -> str:
    verb = "rose" if finding["direction"] == "rise" else "fell"
    return (
        f"{finding['trigger']} ({finding['severity']}), since {finding['metric']} {verb} by "
        f"{fraction_as_percent(abs(finding['actual']))} and may by {fraction_as_given_percent(finding['threshold'])}"
    )
