"""What actual figures say of a proposal in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from optimization.governance.monitoring.monitoring import Review
from optimization.governance.proposals.proposals import ProposalState


@dataclass(frozen=True, kw_only=True)
class ProposalReview(Review):
    """What the triggers say of a proposal in force.

    Attributes:
        proposal_id: The proposal.
        proposal_state: Where it stood; one that is completed cannot be rolled back any more.
        checkpoint_id: The state before it, which a rollback goes back to.
        figures: What was looked at: metric, period, value, source, baseline and baseline_origin (None without one),
            and cautions, what to keep in mind of it in sentences.
        set_aside: Actual figures that tell nothing of the change: metric, period, value and reason.
        cautions: Those of all figures.
    """

    proposal_id: str
    proposal_state: ProposalState
    checkpoint_id: str
    figures: tuple[Mapping[str, Any], ...]
    set_aside: tuple[Mapping[str, Any], ...]
    cautions: tuple[str, ...]

    @property
    def doubts(self) -> tuple[str, ...]:
        """The cautions of the figures that recommend to roll back."""
        firing = {each["metric"] for each in self.firing}
        return tuple(text for figure in self.figures if figure["metric"] in firing for text in figure["cautions"])

    @property
    def is_doubtful(self) -> bool:
        """Whether every figure that recommends to roll back carries a caution, so that a person must look at it."""
        firing = {each["metric"] for each in self.firing}
        return bool(firing) and all(figure["cautions"] for figure in self.figures if figure["metric"] in firing)
