"""How the audit trail tells what people said about a proposal."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from optimization.governance.audit_trail.audit_chain import AuditAction, append_entry

if TYPE_CHECKING:
    from sqlalchemy import Connection


class ApprovalAction(StrEnum):
    """What was said: `details["approval_action"]` of an APPROVAL_ACTION.

    REFUSED: somebody meant to say one of the others and may not; `details["attempted"]` names it.
    """

    PROPOSED = "PROPOSED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    REQUESTED_CHANGES = "REQUESTED_CHANGES"
    COMPLETED = "COMPLETED"
    REFUSED = "REFUSED"


def append_approval(
    connection: Connection,
    action: ApprovalAction,
    *,
    proposal_id: str,
    scenario_id: str,
    user: str,
    **details: Any,
) -> None:
    """Append what a user said to the audit trail, within a transaction of `Ledger.write`.

    Args:
        connection: of a transaction that writes.
        action: what was said.
        proposal_id: about which proposal.
        scenario_id: whose levers it would change.
        user: who said it.
        details: the rest, as JSON types.
    """
    append_entry(
        connection,
        AuditAction.APPROVAL_ACTION,
        user_id=user,
        scenario_id=scenario_id,
        details={"proposal_id": proposal_id, "approval_action": str(action), **details},
    )
