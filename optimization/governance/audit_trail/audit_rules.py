"""What the rules that an audit trail is judged by find, and what tells them who wrote an entry."""

from __future__ import annotations

from dataclasses import dataclass

# In the details of what somebody told the trail, rather than the program what it did.
LOGGED_BY_HAND = "logged_by_hand"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What breaks a rule, and how: an entry, or the lever file as it is now, of which no entry tells."""

    sequence: int | None
    reason: str
