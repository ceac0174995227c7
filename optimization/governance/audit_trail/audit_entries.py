"""Reading the audit trail, entry by entry."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from optimization.governance.audit_trail.audit_chain import AuditAction, AuditEntry

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
