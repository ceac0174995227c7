"""Reading the audit trail, entry by entry."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from optimization.governance.audit_trail.audit_chain import AuditAction, AuditEntry, canonical_json

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

# Entries held in memory at a time: some ten megabytes.
BATCH_ENTRIES = 10_000


def read_entries(connection: Connection, *, last: int | None = None) -> Iterator[AuditEntry]:
    """The entries in their order, all or up to the one of the number `last`; few at a time are in memory.

    They are read from what was hashed, and not from the columns beside it. Entries that `verify_chain` did not find
    intact may not be readable.

    Raises:
        ValueError: an entry is not one that this program wrote.
    """
    from sqlalchemy import select

    from optimization.governance.ledger.governance_tables import audit_entries

    stored = select(audit_entries).order_by(audit_entries.c.sequence)
    if last is not None:
        stored = stored.where(audit_entries.c.sequence <= last)
    for row in connection.execute(stored, execution_options={"yield_per": BATCH_ENTRIES}):
        yield _entry(row)


def read_approvals(connection: Connection, proposal_id: str) -> tuple[AuditEntry, ...]:
    """What the trail tells that people said about a proposal, in order; what was logged by hand is about none."""
    from sqlalchemy import select

    from optimization.governance.ledger.governance_tables import audit_entries

    # The text narrows the search, and the fields decide.
    names_it = audit_entries.c.entry.contains(canonical_json({"proposal_id": proposal_id})[1:-1], autoescape=True)
    about_it = (
        select(audit_entries)
        .where(audit_entries.c.action == str(AuditAction.APPROVAL_ACTION), names_it)
        .order_by(audit_entries.c.sequence)
    )
    entries = map(_entry, connection.execute(about_it))
    return tuple(entry for entry in entries if entry.details.get("proposal_id") == proposal_id)


def _entry(row: Row[Any]) -> AuditEntry:
    content = json.loads(row.entry)
    return AuditEntry(
        sequence=content["sequence"],
        recorded_at=datetime.fromisoformat(content["recorded_at"]),
        action=AuditAction(content["action"]),
        scenario_id=content["scenario_id"],
        user_id=content["user_id"],
        details=content["details"],
        entry=row.entry,
        previous_hash=row.previous_hash,
        entry_hash=row.entry_hash,
    )
