"""Who approved a proposal by the audit trail, which nobody can write into as into a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimization.errors import BadInputError
from optimization.governance.audit_trail.audit_entries import read_approvals
from optimization.governance.governance_settings import Approvals
from optimization.governance.identity import person_key
from optimization.governance.proposals.approval_rules import approvers_needed, is_approved_by
from optimization.governance.proposals.approval_trail import ApprovalAction
from optimization.governance.proposals.proposal_content import CONTENT_SHA256, content_sha256

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from optimization.governance.proposals.proposals import Proposal


def require_approved(connection: Connection, proposal: Proposal, rules: Approvals) -> None:
    """Refuse a proposal that fewer others than its risk asks for have approved as it is, whatever its state says.

    Raises:
        BadInputError: naming how many approved it and how many must.
    """
    sha256 = content_sha256(proposal)
    approvers = {
        person_key(entry.user_id)
        for entry in read_approvals(connection, proposal.proposal_id)
        if entry.details["approval_action"] == ApprovalAction.APPROVED and entry.details.get(CONTENT_SHA256) == sha256
    } - {person_key(proposal.proposer)}
    if not is_approved_by(len(approvers), proposal, rules):
        raise BadInputError(
            f"By the audit trail {len(approvers)} people other than its proposer approved {proposal.proposal_id}, and "
            f"its risk {proposal.risk_level} asks for {approvers_needed(proposal, rules) or 'what nobody can give'}. "
            "Ask the search for a new proposal, and have it approved. Nothing was changed."
        )
