"""Decisions on a proposal: approving it, rejecting it, asking for changes; each one and each refused one is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from optimization.errors import BadInputError
from optimization.governance.governance_settings import load_governance_settings
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.one_line import one_line
from optimization.governance.proposals.approval_rules import DECISIONS, is_approved_by, refusal_to_decide
from optimization.governance.proposals.approval_trail import ApprovalAction, append_approval
from optimization.governance.proposals.proposal_content import CONTENT_SHA256, content_sha256, tampering
from optimization.governance.proposals.proposal_states import move_proposal
from optimization.governance.proposals.proposals import Proposal, proposal_number, proposal_within

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, kw_only=True)
class Approval:
    """One decision on a proposal; `action` says which way it went."""

    action: ApprovalAction
    user: str
    acted_at: datetime
    comments: str


def approve(ledger: Ledger, proposal_id: str, *, user: str, comments: str) -> Proposal:
    """Approve a proposal; with the last approval that its risk asks for it is approved.

    Returns:
        The proposal as it stands now.

    Raises:
        BadInputError: there is no such proposal, it is not up for approval, its risk cannot be approved, the user
            proposed it or approved it before, or it does not say any more what was proposed. A refused attempt is kept
            in the audit trail.
        PlanwiseError: the ledger cannot be written to.
    """
    return _decide(ledger, proposal_id, ApprovalAction.APPROVED, user=user, comments=comments)


def reject(ledger: Ledger, proposal_id: str, *, user: str, comments: str) -> Proposal:
    """Reject a proposal, whatever approvals it has.

    Returns:
        The proposal as it stands now.

    Raises:
        BadInputError: there is no such proposal, or it is decided on; the audit trail keeps the refused attempt.
        PlanwiseError: the ledger cannot be written to.
    """
    return _decide(ledger, proposal_id, ApprovalAction.REJECTED, user=user, comments=comments)


def request_changes(ledger: Ledger, proposal_id: str, *, user: str, comments: str) -> Proposal:
    """Ask for another proposal in the place of this one.

    Returns:
        The proposal as it stands now.

    Raises:
        BadInputError: there is no such proposal, or it is decided on; the audit trail keeps the refused attempt.
        PlanwiseError: the ledger cannot be written to.
    """
    return _decide(ledger, proposal_id, ApprovalAction.REQUESTED_CHANGES, user=user, comments=comments)


def list_approvals(ledger: Ledger, proposal_id: str) -> tuple[Approval, ...]:
    """The decisions on a proposal, in the order in which they were made.

    Raises:
        BadInputError: there is no such proposal; names the nearest.
        PlanwiseError: the ledger cannot be read.
    """
    with ledger.read() as connection:
        return approvals_within(connection, proposal_within(connection, proposal_id))


def _decide(ledger: Ledger, proposal_id: str, action: ApprovalAction, *, user: str, comments: str) -> Proposal:
    rules, comments = load_governance_settings().approvals, one_line(comments, what="The comment")
    with ledger.write() as connection:
        proposal = proposal_within(connection, proposal_id)
        decisions = approvals_within(connection, proposal)
        approvers = [each.user for each in decisions if each.action is ApprovalAction.APPROVED]
        refusal = refusal_to_decide(proposal, action, user=user, approvers=approvers, rules=rules)
        if refusal is None and action is ApprovalAction.APPROVED:
            refusal = tampering(connection, proposal)
        if refusal is None:
            decision = Approval(action=action, user=user, acted_at=datetime.now(UTC), comments=comments)
            _keep(connection, proposal, decision, number=len(decisions) + 1)
            if action is not ApprovalAction.APPROVED or is_approved_by(len(approvers) + 1, proposal, rules):
                move_proposal(connection, proposal_number(proposal_id), DECISIONS[action])
            return proposal_within(connection, proposal_id)
        append_approval(
            connection,
            ApprovalAction.REFUSED,
            proposal_id=proposal_id,
            scenario_id=proposal.scenario_id,
            user=user,
            attempted=str(action),
            comments=comments,
            reason=refusal,
        )
    # Raised outside of the transaction, which therefore keeps that it was tried.
    raise BadInputError(refusal)


def _keep(connection: Connection, proposal: Proposal, decision: Approval, *, number: int) -> None:
    from optimization.governance.ledger.governance_tables import approvals

    connection.execute(
        approvals.insert().values(
            proposal_number=proposal_number(proposal.proposal_id),
            number=number,
            action=str(decision.action),
            user_id=decision.user,
            acted_at=decision.acted_at,
            comments=decision.comments,
        )
    )
    append_approval(
        connection,
        decision.action,
        proposal_id=proposal.proposal_id,
        scenario_id=proposal.scenario_id,
        user=decision.user,
        comments=decision.comments,
        **{CONTENT_SHA256: content_sha256(proposal)},
    )


def approvals_within(connection: Connection, proposal: Proposal) -> tuple[Approval, ...]:
    """The decisions on a proposal so far, in the order in which they were made, within a transaction."""
    from sqlalchemy import select

    from optimization.governance.ledger.governance_tables import approvals

    of_proposal = select(approvals).where(approvals.c.proposal_number == proposal_number(proposal.proposal_id))
    return tuple(
        Approval(action=ApprovalAction(row.action), user=row.user_id, acted_at=row.acted_at, comments=row.comments)
        for row in connection.execute(of_proposal.order_by(approvals.c.number))
    )
