"""What the audit trail says of a lever file, and changes of it that the trail does not explain."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimization.errors import BadInputError, PlanwiseError
from optimization.governance.audit_trail.audit_chain import AuditAction, ImplementationEvent, append_entry
from optimization.governance.audit_trail.audit_rules import LOGGED_BY_HAND
from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.lever_file import parse_lever_rows
from optimization.parameters.lever_rows import LeverKey, row_differences, row_states

if TYPE_CHECKING:
    from sqlalchemy import Connection

# In the details of every entry about a lever file: what its bytes were when the entry was written.
_FILE_SHA256 = "file_sha256"


def bytes_of(lever_file: Path) -> bytes:
    """A lever file's bytes as they are now; none where somebody has removed it, which is one more change.

    Raises:
        PlanwiseError: it cannot be read.
    """
    try:
        return lever_file.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise PlanwiseError(
            f"Cannot read {lever_file}: {error.strerror}. Check the path and its permissions."
        ) from error


def sha256_of(content: bytes) -> str:
    """The SHA-256 that stands for a lever file's bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def append_file_event(  # noqa: PLR0913 - what happened, to what, by whom
    connection: Connection,
    event: ImplementationEvent,
    *,
    user: str,
    scenario_id: str | None,
    lever_file: str,
    file_sha256: str,
    **details: Any,
) -> None:
    """Append what happened to a lever file to the audit trail, within a transaction of `Ledger.write`.

    Args:
        connection: of a transaction that writes.
        event: what happened.
        user: who did it, or found it.
        scenario_id: whose levers it is about, if one scenario's.
        lever_file: the file.
        file_sha256: its bytes now.
        details: the rest, as JSON types.
    """
    about_file = {"lever_file": lever_file, _FILE_SHA256: file_sha256}
    append_entry(
        connection,
        AuditAction.IMPLEMENTATION_EVENT,
        user_id=user,
        scenario_id=scenario_id,
        details={"event_type": str(event), **about_file, **details},
    )


def last_known_sha256(connection: Connection, lever_file: str) -> str | None:
    """What the trail last said that a lever file's bytes were; None where it has said nothing of it yet."""
    from sqlalchemy import select

    from optimization.governance.ledger.governance_tables import audit_entries

    entry = audit_entries.c.entry
    newest_first = (
        select(entry)
        .where(audit_entries.c.action == str(AuditAction.IMPLEMENTATION_EVENT))
        # The text narrows the search, and the fields decide: SQLite compares without regard to case here.
        .where(entry.contains(f'"{_FILE_SHA256}":', autoescape=True))
        .where(entry.contains(json.dumps(lever_file, ensure_ascii=False), autoescape=True))
        .order_by(audit_entries.c.sequence.desc())
    )
    with connection.execute(newest_first, execution_options={"yield_per": 1}) as entries:
        for row in entries:
            details = json.loads(row.entry)["details"]
            if details.get("lever_file") == lever_file and not details.get(LOGGED_BY_HAND):
                return str(details[_FILE_SHA256])
    return None


def note_external_change(connection: Connection, lever_file: Path, content: bytes, *, user: str) -> None:
    """Record that a lever file is not what the trail last said, where that is so, and which rows are others.

    Args:
        connection: of a transaction that writes.
        lever_file: the file.
        content: its bytes now.
        user: who comes upon it.
    """
    known, found = last_known_sha256(connection, str(lever_file)), sha256_of(content)
    if known is None or known == found:
        return
    append_external_change(connection, lever_file, known_sha256=known, content=content, user=user)


def append_external_change(  # noqa: PLR0913 - what was found, by whom, and what of it is explained
    connection: Connection,
    lever_file: Path,
    *,
    known_sha256: str,
    content: bytes,
    user: str,
    explained: Collection[LeverKey] = (),
    **details: Any,
) -> None:
    """Record that a lever file has other bytes than those it was known to have, whatever wrote them.

    Rows that are `explained`, by a write of this program that was cut short, are not among the `row_differences`.
    """
    before, catalogue = kept_content(connection, known_sha256), load_lever_catalogue()
    rows = None if before is None else differing_rows(before, content, lever_file, catalogue, explained=explained)
    append_file_event(
        connection,
        ImplementationEvent.EXTERNAL_CHANGE,
        user=user,
        scenario_id=None,
        lever_file=str(lever_file),
        file_sha256=sha256_of(content),
        before_sha256=known_sha256,
        after_sha256=sha256_of(content),
        row_differences=rows,
        **details,
    )


def differing_rows(
    before: bytes, now: bytes, lever_file: Path, catalogue: LeverCatalogue, *, explained: Collection[LeverKey] = ()
) -> list[str] | None:
    """The rows that two versions of a lever file differ in, a phrase each; None where one of them cannot be read.

    Those that are `explained` are left out.
    """
    try:
        states = [row_states(parse_lever_rows(content, lever_file, catalogue)) for content in (before, now)]
    except BadInputError:
        return None
    return [difference.text for difference in row_differences(*states) if difference.key not in explained]


def kept_content(connection: Connection, sha256: str) -> bytes | None:
    """Bytes that the ledger keeps, by their hash."""
    from sqlalchemy import select, union_all

    from optimization.governance.ledger.governance_tables import checkpoints, lever_writes

    kept = union_all(
        select(lever_writes.c.after_content.label("content")).where(lever_writes.c.after_sha256 == sha256),
        select(checkpoints.c.content.label("content")).where(checkpoints.c.sha256 == sha256),
    ).subquery()
    return connection.scalar(select(kept.c.content).limit(1))
