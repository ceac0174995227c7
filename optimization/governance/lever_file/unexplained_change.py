"""The lever file as it is now, held against what the ledger last knew it to be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from optimization.errors import BadInputError
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.lever_file.lever_file_lock import lever_file_of
from optimization.governance.lever_file.lever_file_trail import (
    bytes_of,
    differing_rows,
    kept_content,
    last_known_sha256,
    sha256_of,
)
from optimization.governance.lever_file.lever_writes import begun_writes
from optimization.governance.proposals.proposals import newest_within
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_file import parse_lever_rows
from optimization.parameters.lever_rows import row_differences, row_states

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, kw_only=True)
class UnexplainedChange:
    """A lever file that is not as the ledger last knew it; `rows` that differ, a phrase each, None where not known."""

    lever_file: Path
    rows: tuple[str, ...] | None


def unexplained_change(ledger: Ledger, levers: Path) -> UnexplainedChange | None:
    """What of a lever file nothing in the ledger explains; None where all is as it was last known.

    Known is what the audit trail last said of its bytes. Until a lever file is first written, the rows that the newest
    proposal was computed from are known.

    Raises:
        PlanwiseError: the file or the ledger cannot be read.
    """
    lever_file = lever_file_of(levers)
    while True:
        content = bytes_of(lever_file)
        with ledger.read() as connection:
            found = _change(connection, lever_file, content)
        # Where the program was just writing it, what the ledger said was about other bytes.
        if found is None or bytes_of(lever_file) == content:
            return found


def _change(connection: Connection, lever_file: Path, content: bytes) -> UnexplainedChange | None:
    known, found = last_known_sha256(connection, str(lever_file)), sha256_of(content)
    if known is None:
        return _change_since_proposed(connection, lever_file, content)
    begun = {write.after_sha256 for write in begun_writes(connection) if write.lever_file == str(lever_file)}
    if found in {known, *begun}:
        return None
    before = kept_content(connection, known)
    rows = None if before is None else differing_rows(before, content, lever_file, load_lever_catalogue())
    return UnexplainedChange(lever_file=lever_file, rows=None if rows is None else tuple(rows))


def _change_since_proposed(connection: Connection, lever_file: Path, content: bytes) -> UnexplainedChange | None:
    known = next((proposal.lever_rows for proposal in newest_within(connection, 1)), None)
    if known is None or _has_writes(connection):
        return None
    try:
        now = row_states(parse_lever_rows(content, lever_file, load_lever_catalogue()))
    except BadInputError:
        return UnexplainedChange(lever_file=lever_file, rows=None)
    differences = row_differences(known, now)
    if not differences:
        return None
    return UnexplainedChange(lever_file=lever_file, rows=tuple(difference.text for difference in differences))


def _has_writes(connection: Connection) -> bool:
    """Whether lever files were written; of one that the trail does not know, nobody says that proposals are for it."""
    from sqlalchemy import select

    from optimization.governance.ledger.governance_tables import lever_writes

    return connection.execute(select(lever_writes.c.number).limit(1)).first() is not None
