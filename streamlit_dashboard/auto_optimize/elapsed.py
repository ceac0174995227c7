"""How long something has been under way, as people read it while they wait."""

from __future__ import annotations

from datetime import UTC, datetime

_SECONDS_PER_MINUTE = 60
_MINUTES_PER_HOUR = 60


def elapsed_text(since: datetime, *, now: datetime | None = None) -> str:
    """Whole seconds below a minute, then minutes and seconds, then hours and minutes: ``3 min 05 s``.

    Args:
        since: In UTC.
        now: In UTC; this moment unless given.
    """
    seconds = max(0, int(((now or datetime.now(UTC)) - since).total_seconds()))
    minutes, rest = divmod(seconds, _SECONDS_PER_MINUTE)
    if not minutes:
        return f"{rest} s"
    hours, rest_minutes = divmod(minutes, _MINUTES_PER_HOUR)
    return f"{hours} h {rest_minutes:02} min" if hours else f"{minutes} min {rest:02} s"
