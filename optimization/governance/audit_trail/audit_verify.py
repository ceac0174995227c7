"""Verification of the audit trail: every entry against its hash, the entry before it, its columns and an anchor."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from optimization.governance.audit_trail.audit_chain import GENESIS_HASH, chained_hash
from optimization.governance.audit_trail.audit_entries import BATCH_ENTRIES
from optimization.governance.ledger.ledger import Ledger

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from optimization.governance.audit_trail.audit_anchor import Anchor

_COPIED_COLUMNS = ("action", "scenario_id", "user_id")


@dataclass(frozen=True, kw_only=True)
class ChainVerdict:
    """What a verification found.

    `entries` are intact from the first on, and `head_hash` is the last one's; where the trail is broken,
    `first_broken` is the sequence number of the first entry that is missing or not as it was written, and `reason` a
    sentence about it.
    """

    entries: int
    head_hash: str
    first_broken: int | None = None
    reason: str | None = None

    @property
    def is_intact(self) -> bool:
        """Whether nothing was found broken."""
        return self.first_broken is None


class _BrokenEntryError(Exception):
    """What is wrong with the trail, and the number of the entry that it is wrong with."""

    def __init__(self, sequence: int, reason: str) -> None:
        super().__init__(reason)
        self.sequence = sequence
        self.reason = reason


def verify_chain(ledger: Ledger, anchor: Anchor | None = None) -> ChainVerdict:
    """Read the audit trail from its first entry and stop at the first that is broken.

    A chain alone cannot show that its last entries were removed, or all of them hashed anew; an anchor that was kept
    elsewhere can, for the entries up to it.

    Args:
        ledger: whose trail is read, in batches, as it is when the reading begins.
        anchor: a head of this trail that was written down earlier.

    Raises:
        PlanwiseError: the ledger cannot be read.
    """
    entries, head_hash = 0, GENESIS_HASH
    try:
        with ledger.read() as connection:
            for row in _rows(connection):
                _check(connection, row, place=entries + 1, previous_hash=head_hash)
                if anchor is not None and row.sequence == anchor.sequence and row.entry_hash != anchor.entry_hash:
                    raise _BrokenEntryError(
                        row.sequence,
                        f"Entry {row.sequence} is not the one that was anchored: it, or entries before it, were "
                        "rewritten and hashed anew. Or the anchor is of another ledger.",
                    )
                entries, head_hash = row.sequence, row.entry_hash
        if anchor is not None and entries < anchor.sequence:
            raise _BrokenEntryError(
                entries + 1,
                f"The trail ends with entry {entries}, but had {anchor.sequence} entries when it was anchored: the "
                "last ones were removed.",
            )
    except _BrokenEntryError as broken:
        return ChainVerdict(entries=entries, head_hash=head_hash, first_broken=broken.sequence, reason=broken.reason)
    return ChainVerdict(entries=entries, head_hash=head_hash)


def _rows(connection: Connection) -> Iterator[Row[Any]]:
    from sqlalchemy import String, select, type_coerce

    from optimization.governance.ledger.governance_tables import audit_entries

    # The instant as it is stored: what somebody wrote there need not be one.
    columns = [
        type_coerce(column, String).label(column.name) if column.name == "recorded_at" else column
        for column in audit_entries.columns
    ]
    in_order = select(*columns).order_by(audit_entries.c.sequence)
    with _undecodable_text_replaced(connection):
        yield from connection.execute(in_order, execution_options={"yield_per": BATCH_ENTRIES})


@contextmanager
def _undecodable_text_replaced(connection: Connection) -> Iterator[None]:
    """Let a damaged SQLite text be read as another text, so that its entry is found, where reading would fail."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.text_factory = partial(str, encoding="utf-8", errors="replace")
    try:
        yield
    finally:
        driver.text_factory = str


def _check(connection: Connection, row: Row[Any], *, place: int, previous_hash: str) -> None:
    """Check the entry that stands at a place, counted from 1, after the one of the previous hash."""
    if row.sequence > place:
        raise _BrokenEntryError(place, f"Entry {place} is missing: after {place - 1} comes {row.sequence}.")
    if row.sequence < place:
        raise _BrokenEntryError(row.sequence, f"Entry {row.sequence} was inserted: the trail begins with 1.")
    if chained_hash(str(row.previous_hash), str(row.entry)) != row.entry_hash:
        raise _BrokenEntryError(place, f"Entry {place} was changed: it does not match its hash.")
    content = _content(row.entry)
    if content is None:
        raise _BrokenEntryError(place, f"Entry {place} was written by something else: it is not an audit entry.")
    if content["sequence"] != place:
        raise _BrokenEntryError(
            _place_of_the_break(connection, row, place=place, number=content["sequence"]),
            f"The entry in place {place} was written as entry {content['sequence']}: entries were removed, inserted or "
            "reordered.",
        )
    if row.previous_hash != previous_hash:
        before = max(place - 1, 1)
        raise _BrokenEntryError(
            before,
            f"Entry {before} was changed and hashed anew, or entry {place} was: they do not follow on each other.",
        )
    changed = [name for name in _COPIED_COLUMNS if getattr(row, name) != content[name]]
    if _instant(row.recorded_at) != _instant(content["recorded_at"]):
        changed.append("recorded_at")
    if changed:
        raise _BrokenEntryError(
            place, f"Entry {place} was changed: beside the entry, {', '.join(changed)} says something else than it."
        )


def _place_of_the_break(connection: Connection, row: Row[Any], *, place: int, number: int) -> int:
    """Where the order broke, when the entry in a place was written under another number.

    An entry that was pushed back follows on the one that it was written after; in its own place stands what was
    inserted. Anything else is itself what does not belong in its place.
    """
    was_pushed_back = (
        1 <= number < place
        and row.previous_hash == _hash_in_place(connection, number - 1)
        and row.entry_hash != _hash_in_place(connection, number)
    )
    return number if was_pushed_back else place


def _hash_in_place(connection: Connection, place: int) -> str | None:
    from sqlalchemy import select

    from optimization.governance.ledger.governance_tables import audit_entries

    if place == 0:
        return GENESIS_HASH
    return connection.scalar(select(audit_entries.c.entry_hash).where(audit_entries.c.sequence == place))


def _content(entry: str) -> dict[str, Any] | None:
    """An entry's fields; None where the text is not an entry's."""
    try:
        content = json.loads(entry)
    except ValueError:
        return None
    is_entry = isinstance(content, dict) and {"sequence", "recorded_at", *_COPIED_COLUMNS} <= content.keys()
    return content if is_entry and isinstance(content["sequence"], int) else None


def _instant(stored: object) -> datetime | None:
    """The instant that an entry's text, SQLite's text without a zone, or PostgreSQL's datetime is; None for others."""
    try:
        instant = datetime.fromisoformat(str(stored))
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
