"""A learner's trail: where the traces of exercises are looked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from optimization.governance.ledger.ledger import Ledger
from optimization.places import Places

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


@dataclass(frozen=True, kw_only=True)
class Trail:
    """Where a learner's traces are looked for: those of `user`, and of `since` or later where a moment is named."""

    ledger: Ledger
    places: Places
    user: str
    since: datetime | None = None

    @property
    def words(self) -> str:
        """Whose traces, and since when, for messages."""
        since = "" if self.since is None else f" since {self.since.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
        return f"of {self.user!r}{since}"

    def holds(self, by: ColumnElement[Any], at: ColumnElement[Any]) -> list[ColumnElement[bool]]:
        """The conditions that a row is the learner's, and not older than the moment.

        Args:
            by: the column that says whose it is.
            at: the column of its instant.
        """
        return [by == self.user] if self.since is None else [by == self.user, at >= self.since]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What was found of a trace. `missing` says what is not there, and is None where it is; `evidence` is the trace."""

    missing: str | None = None
    evidence: Mapping[str, Any] | None = None
