"""Which proposal a governance job is about when nobody named one, and how much of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from optimization.governance.ledger.ledger import Ledger
from optimization.governance.lever_file.lever_writes import list_writes
from optimization.governance.proposals.proposals import ProposalState, list_proposals
from optimization.governance.proposals.proposals_in_state import proposals_in_state
from optimization.governance.rollouts.rollout_plans import find_rollout
from orchestrator.governance_config import Extent

if TYPE_CHECKING:
    from optimization.implementation.proposal_review import ProposalReview


def newest_proposal(ledger: Ledger) -> str | None:
    """The proposal that was put forward last; None where none was."""
    return next((proposal.proposal_id for proposal in list_proposals(ledger, limit=1)), None)


def oldest_approved(ledger: Ledger) -> str | None:
    """The oldest proposal that is approved and of which nothing is applied; None where none waits."""
    return next(iter(proposals_in_state(ledger, ProposalState.APPROVED)), None)


def is_next_phase(ledger: Ledger, proposal_id: str, extent: Extent) -> bool:
    """Whether a phase is applied, and not the proposal whole.

    Raises:
        BadInputError: there is no such proposal.
    """
    if extent is Extent.as_planned:
        return find_rollout(ledger, proposal_id) is not None
    return extent is Extent.next_phase


def applied_last(ledger: Ledger, reviews: Sequence[ProposalReview]) -> ProposalReview:
    """Of several proposals the one whose levers were written last: those of the others lie below them."""
    return max(reviews, key=lambda review: list_writes(ledger, review.proposal_id)[-1].number)
