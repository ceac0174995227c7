"""The period that an audit report is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from optimization.errors import BadInputError


@dataclass(frozen=True, kw_only=True)
class AuditPeriod:
    """Instants from `start` to `end`, both included; None where it is open."""

    start: datetime | None
    end: datetime | None

    @property
    def text(self) -> str:
        """The period as a reader sees it, in UTC."""
        start = "the first entry" if self.start is None else self.start.isoformat()
        return f"{start} to {'now' if self.end is None else self.end.isoformat()}"

    def includes(self, instant: datetime) -> bool:
        """Whether an instant falls into it."""
        return (self.start is None or self.start <= instant) and (self.end is None or instant <= self.end)


def audit_period(start: str | date | None, end: str | date | None) -> AuditPeriod:
    """The period between two dates or instants, as such or in ISO 8601; without a time zone they are UTC.

    A date alone is its whole day: as the start its first instant, as the end its last.

    Raises:
        BadInputError: a text is neither, or the end lies before the start.
    """
    period = AuditPeriod(start=_instant(start, at=time.min, what="start"), end=_instant(end, at=time.max, what="end"))
    if period.start is not None and period.end is not None and period.end < period.start:
        raise BadInputError(f"The period ends before it starts: {period.text}. Exchange start and end.")
    return period


def _instant(given: str | date | None, *, at: time, what: str) -> datetime | None:
    if given is None:
        return None
    try:
        day_or_instant = _parsed(given) if isinstance(given, str) else given
        if not isinstance(day_or_instant, datetime):
            return datetime.combine(day_or_instant, at, UTC)
        is_aware = day_or_instant.tzinfo is not None
        return day_or_instant.astimezone(UTC) if is_aware else day_or_instant.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise BadInputError(
            f"The {what} {str(given)!r} is neither a date nor an instant: give it as 2025-01-31 or "
            "2025-01-31T12:00:00+00:00."
        ) from error


def _parsed(text: str) -> date:
    """The date or instant; ISO 8601 also knows weeks and days of the year, which are easily taken for something else.

    Raises:
        ValueError: it is none.
    """
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].+)?", text):
        raise ValueError(text)
    return date.fromisoformat(text) if len(text) == len("2025-01-31") else datetime.fromisoformat(text)
