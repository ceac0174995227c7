"""What the audit trail tells, in its order: who did what when, about which proposal, and why."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

from optimization.governance.audit_trail.audit_chain import AuditAction, AuditEntry

# A trail can have a million entries: more than so many are to be asked for by period.
_MOST_EVENTS = 10_000


class History:
    """Events for a reader: an entry each, but the rows that one write of the lever file moved are one event.

    An event as JSON types: sequence (of its first entry), at (ISO 8601, UTC), user, action, event (which approval, or
    what happened to the lever file), scenario_id, proposal_id, write_id, rows_moved, status (of a search) and reason: a
    comment, a reason or a message. What an event does not have is None. The newest are kept; `left_out` counts others.
    """

    def __init__(self) -> None:
        self.events = deque[dict[str, Any]](maxlen=_MOST_EVENTS)
        self.left_out = 0

    def see(self, entry: AuditEntry) -> None:
        """Take an entry in; they come in the order of the trail."""
        write_id, last = entry.details.get("write_id"), self.events[-1] if self.events else None
        is_change = entry.action is AuditAction.PARAMETER_CHANGE and write_id is not None
        if is_change and last is not None and (last["action"], last["write_id"]) == (entry.action, write_id):
            last["rows_moved"] += 1
        else:
            self.left_out += len(self.events) == _MOST_EVENTS
            self.events.append(_event(entry))


def _event(entry: AuditEntry) -> dict[str, Any]:
    details = entry.details
    return {
        "sequence": entry.sequence,
        "at": entry.recorded_at.isoformat(),
        "user": entry.user_id,
        "action": str(entry.action),
        "event": details.get("approval_action") or details.get("event_type"),
        "scenario_id": entry.scenario_id,
        "proposal_id": details.get("proposal_id"),
        "write_id": details.get("write_id"),
        "rows_moved": 1 if entry.action is AuditAction.PARAMETER_CHANGE else details.get("rows_moved"),
        "status": details.get("status"),
        "reason": _reason(details),
    }


def _reason(details: Mapping[str, Any]) -> str | None:
    """Why it was done in the words of who did it, and what kept it from being done."""
    return "; ".join(details[name] for name in ("comments", "reason", "message") if details.get(name)) or None
