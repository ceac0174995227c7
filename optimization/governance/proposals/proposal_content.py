"""What a proposal says, held against the SHA-256 of it that the audit trail keeps."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from optimization.errors import BadInputError
from optimization.governance.audit_trail.audit_chain import canonical_json
from optimization.governance.audit_trail.audit_entries import read_approvals
from optimization.governance.proposals.approval_trail import ApprovalAction

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from optimization.governance.proposals.proposals import Proposal

# In the details of what is said about a proposal: what it was about.
CONTENT_SHA256 = "content_sha256"


def content_sha256(proposal: Proposal) -> str:
    """The SHA-256, in hexadecimal, of all that a proposal says; where it stands in its life is not part of it."""
    rows = sorted((proposal.lever_rows or {}).items())
    content = {
        "proposal_id": proposal.proposal_id,
        "run_id": proposal.run_id,
        "scenario_id": proposal.scenario_id,
        "proposer": proposal.proposer,
        "created_at": proposal.created_at.isoformat(),
        "changes": [[*change.cell, change.before, change.after] for change in proposal.changes],
        "fingerprints": dict(proposal.fingerprints),
        "lever_rows": [[key.scenario_id, *key.cell, str(row.value), row.is_locked] for key, row in rows],
        "risk_level": proposal.risk_level,
        "risk_report": proposal.risk_report,
    }
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def tampering(connection: Connection, proposal: Proposal) -> str | None:
    """That a proposal was changed since it was put forward, and what to do, in sentences; None where it was not."""
    if _proposed_sha256(connection, proposal.proposal_id) == content_sha256(proposal):
        return None
    return (
        f"{proposal.proposal_id} does not say any more what was proposed: somebody changed it in the ledger since. "
        "Ask the search for a new proposal."
    )


def require_untampered(connection: Connection, proposal: Proposal) -> None:
    """Refuse a proposal that does not say what the audit trail knows it to have said when it was put forward.

    Raises:
        BadInputError: it was changed in the ledger since.
    """
    found = tampering(connection, proposal)
    if found is not None:
        raise BadInputError(f"{found} Nothing was changed.")


def _proposed_sha256(connection: Connection, proposal_id: str) -> str | None:
    for entry in read_approvals(connection, proposal_id):
        if entry.details["approval_action"] == ApprovalAction.PROPOSED:
            sha256: str | None = entry.details.get(CONTENT_SHA256)
            return sha256
    return None
