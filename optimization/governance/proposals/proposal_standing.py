"""Where a proposal stands, all that the ledger has on it read together."""

from __future__ import annotations

from dataclasses import dataclass

from optimization.governance.checkpoints import Checkpoint, list_checkpoints
from optimization.governance.governance_settings import load_governance_settings
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.lever_file.phases_in_force import phases_applied
from optimization.governance.proposals.approval_rules import approvers_needed
from optimization.governance.proposals.approval_trail import ApprovalAction
from optimization.governance.proposals.approvals import Approval, list_approvals
from optimization.governance.proposals.proposals import Proposal, find_proposal
from optimization.governance.rollouts.rollout_plans import Rollout, find_rollout


@dataclass(frozen=True, kw_only=True)
class ProposalStanding:
    """A proposal with what happened to it.

    Attributes:
        approvers_needed: None where nobody can approve it.
        rollout: Its plan; None where nobody has made one.
        phases_in_force: How many of its phases the lever file holds; one where it was applied without a plan.
        checkpoints: In the order in which they were made.
    """

    proposal: Proposal
    approvals: tuple[Approval, ...]
    approvers_needed: int | None
    rollout: Rollout | None
    phases_in_force: int
    checkpoints: tuple[Checkpoint, ...]

    @property
    def approvers(self) -> tuple[str, ...]:
        """Who approved it."""
        return tuple(each.user for each in self.approvals if each.action is ApprovalAction.APPROVED)


def standing_of(ledger: Ledger, proposal_id: str) -> ProposalStanding:
    """Where a proposal stands.

    Raises:
        BadInputError: there is no such proposal; names the nearest.
        PlanwiseError: the ledger cannot be read.
    """
    proposal = find_proposal(ledger, proposal_id)
    with ledger.read() as connection:
        phases_in_force = phases_applied(connection, proposal_id)
    return ProposalStanding(
        proposal=proposal,
        approvals=list_approvals(ledger, proposal_id),
        approvers_needed=approvers_needed(proposal, load_governance_settings().approvals),
        rollout=find_rollout(ledger, proposal_id),
        phases_in_force=phases_in_force,
        checkpoints=list_checkpoints(ledger, proposal_id),
    )
