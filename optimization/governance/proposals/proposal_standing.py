"""Where a proposal stands, all that the ledger has on it read together."""

from __future__ import annotations

from dataclasses import dataclass

from optimization.governance.audit_trail.audit_chain import AuditEntry
from optimization.governance.audit_trail.audit_entries import read_approvals
from optimization.governance.governance_settings import load_governance_settings
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.lever_file.checkpoint_store import Checkpoint, list_checkpoints
from optimization.governance.lever_file.lever_writes import LeverWrite, LeverWriteState, list_writes
from optimization.governance.lever_file.phases_in_force import own_writes_in_force, phases_applied
from optimization.governance.proposals.approval_rules import approvers_needed
from optimization.governance.proposals.approval_trail import ApprovalAction
from optimization.governance.proposals.approvals import Approval, list_approvals
from optimization.governance.proposals.proposals import Proposal, ProposalState, find_proposal
from optimization.governance.rollouts.rollout_plans import Rollout, find_rollout


@dataclass(frozen=True, kw_only=True)
class ProposalStanding:
    """A proposal with what happened to it.

    Attributes:
        approvers_needed: None where nobody can approve it.
        rollout: Its plan; None where nobody has made one.
        phases_in_force: How many of its phases the lever file holds; one where it was applied without a plan.
        checkpoints: What it can be taken back to now, in the order in which they were made.
        writes: Of the lever file for it, those that were made, in order.
        completion: Who said that it stays, and why; None where nobody did.
    """

    proposal: Proposal
    approvals: tuple[Approval, ...]
    approvers_needed: int | None
    rollout: Rollout | None
    phases_in_force: int
    checkpoints: tuple[Checkpoint, ...]
    writes: tuple[LeverWrite, ...]
    completion: Approval | None

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
        said = read_approvals(connection, proposal_id)
        in_force = own_writes_in_force(connection, proposal_id) if proposal.state is ProposalState.APPLIED else ()
    leads_back = {write.checkpoint_id for write in in_force}
    return ProposalStanding(
        proposal=proposal,
        approvals=list_approvals(ledger, proposal_id),
        approvers_needed=approvers_needed(proposal, load_governance_settings().approvals),
        rollout=find_rollout(ledger, proposal_id),
        phases_in_force=phases_in_force,
        checkpoints=tuple(each for each in list_checkpoints(ledger, proposal_id) if each.checkpoint_id in leads_back),
        writes=tuple(each for each in list_writes(ledger, proposal_id) if each.state is LeverWriteState.DONE),
        completion=next((_approval(each) for each in said if _is_completion(each)), None),
    )


def _is_completion(entry: AuditEntry) -> bool:
    return bool(entry.details["approval_action"] == ApprovalAction.COMPLETED)


def _approval(entry: AuditEntry) -> Approval:
    return Approval(
        action=ApprovalAction(entry.details["approval_action"]),
        user=entry.user_id,
        acted_at=entry.recorded_at,
        comments=entry.details["comments"],
    )
