"""The audit trail's chain: entries as canonical JSON, each hashed together with the hash before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection

# What stands before the first entry.
GENESIS_HASH = "0" * 64


class AuditAction(StrEnum):
    """What an entry is about."""

    OPTIMIZATION_START = "OPTIMIZATION_START"
    OPTIMIZATION_COMPLETE = "OPTIMIZATION_COMPLETE"
    PARAMETER_CHANGE = "PARAMETER_CHANGE"
    APPROVAL_ACTION = "APPROVAL_ACTION"
    IMPLEMENTATION_EVENT = "IMPLEMENTATION_EVENT"


class ImplementationEvent(StrEnum):
    """What happened to levers in force: `details["event_type"]` of an IMPLEMENTATION_EVENT.

    EXTERNAL_CHANGE: the lever file was found changed by something that is not in the trail. INTERRUPTED: a write was
    begun and never made. MONITORING: actual figures were held against a checkpoint's. LEVER_FILE_MOVED: somebody said
    that the file is the one that was somewhere else.
    """

    ROLLOUT_START = "ROLLOUT_START"
    CHECKPOINT = "CHECKPOINT"
    ROLLBACK = "ROLLBACK"
    COMPLETION = "COMPLETION"
    MONITORING = "MONITORING"
    EXTERNAL_CHANGE = "EXTERNAL_CHANGE"
    INTERRUPTED = "INTERRUPTED"
    LEVER_FILE_MOVED = "LEVER_FILE_MOVED"


@dataclass(frozen=True, kw_only=True)
class AuditEntry:
    """One entry as it is stored: `entry` is the canonical JSON, and the hashes are hexadecimal SHA-256."""

    sequence: int
    recorded_at: datetime
    action: AuditAction
    scenario_id: str | None
    user_id: str
    details: Mapping[str, Any]
    entry: str
    previous_hash: str
    entry_hash: str


def append_entry(
    connection: Connection,
    action: AuditAction,
    *,
    user_id: str,
    scenario_id: str | None,
    details: Mapping[str, Any],
) -> AuditEntry:
    """Append an entry within a transaction of `Ledger.write`: it is kept if and only if what it tells of is.

    Writers take turns, so the entry follows the last one without a gap, and its instant is not before that one's.

    Args:
        connection: of a transaction that writes.
        action: what the entry is about.
        user_id: who acts.
        scenario_id: whose levers it is about, if any's.
        details: the rest, as JSON types.

    Raises:
        ValueError: a detail is no JSON, or not a finite number.
    """
    from sqlalchemy import select

    from optimization.governance.ledger.governance_tables import audit_entries

    last = connection.execute(select(audit_entries).order_by(audit_entries.c.sequence.desc()).limit(1)).one_or_none()
    sequence, previous_hash = (1, GENESIS_HASH) if last is None else (last.sequence + 1, last.entry_hash)
    now = datetime.now(UTC)
    recorded_at = now if last is None else max(now, last.recorded_at)
    text = canonical_json(
        {
            "sequence": sequence,
            "recorded_at": recorded_at.isoformat(),
            "action": str(action),
            "scenario_id": scenario_id,
            "user_id": user_id,
            "details": details,
        }
    )
    entry_hash = chained_hash(previous_hash, text)
    connection.execute(
        audit_entries.insert().values(
            sequence=sequence,
            recorded_at=recorded_at,
            action=str(action),
            scenario_id=scenario_id,
            user_id=user_id,
            entry=text,
            previous_hash=previous_hash,
            entry_hash=entry_hash,
        )
    )
    return AuditEntry(
        sequence=sequence,
        recorded_at=recorded_at,
        action=action,
        scenario_id=scenario_id,
        user_id=user_id,
        details=dict(details),
        entry=text,
        previous_hash=previous_hash,
        entry_hash=entry_hash,
    )


def canonical_json(content: Mapping[str, Any]) -> str:
    """Equal text for equal content: keys in order, no spaces, no NaN.

    Raises:
        ValueError: a number is not finite.
    """
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def chained_hash(previous_hash: str, entry: str) -> str:
    """SHA-256 of the hash before an entry, in hexadecimal, and the entry, both as UTF-8."""
    return hashlib.sha256((previous_hash + entry).encode()).hexdigest()
