"""Settling of writes whose process ended before it recorded what came of them: the file itself says it."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from optimization.atomic_file import remove_left_temporaries
from optimization.errors import BadInputError, PlanwiseError
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.lever_file.lever_file_lock import lever_file_lock, lever_file_of
from optimization.governance.lever_file.lever_file_trail import (
    append_external_change,
    bytes_of,
    differing_rows,
    sha256_of,
)
from optimization.governance.lever_file.lever_writes import LeverWrite, WrittenRow, begun_writes, content_after
from optimization.governance.lever_file.write_outcomes import record_abandoned, record_done
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_file import parse_lever_rows
from optimization.parameters.lever_rows import row_states
from optimization.places import Places

if TYPE_CHECKING:
    from sqlalchemy import Connection

# What `on_step` is told before that which was found is committed.
SETTLING = "settling an earlier write"


@dataclass(frozen=True, kw_only=True)
class SettledWrite:
    """A write that was begun, and what it turned out to be; `text` says so in a sentence."""

    write: LeverWrite
    text: str


def settle_writes(
    ledger: Ledger, places: Places, *, user: str, on_step: Callable[[str], None] = lambda _step: None
) -> tuple[SettledWrite, ...]:
    """Settle what killed processes left of writes to the lever file in force; nothing is done where they left nothing.

    Writes to other lever files stay begun: only that file could say what came of them; and so do those of other hosts,
    where that path may be another file. The lever file is not changed.

    Args:
        ledger: whose writes.
        places: name the lever file.
        user: who finds them, as it is recorded.
        on_step: told when a write is settled within a transaction, and when it is kept.

    Raises:
        PlanwiseError: a write is under way, the file cannot be locked or read, a write to it was begun on another host,
            or the ledger cannot be written to.
    """
    lever_file = lever_file_of(places.levers)
    if not unsettled_writes(ledger, lever_file):
        return ()
    with lever_file_lock(lever_file):
        return settle_under_lock(ledger, lever_file, user=user, on_step=on_step)


def unsettled_writes(ledger: Ledger, lever_file: Path | None = None) -> tuple[LeverWrite, ...]:
    """The writes to a lever file, or to any, that are begun: under way, or left by a process that was killed.

    Raises:
        PlanwiseError: the ledger cannot be read.
    """
    with ledger.read() as connection:
        begun = begun_writes(connection)
    return begun if lever_file is None else tuple(write for write in begun if write.lever_file == str(lever_file))


def settle_under_lock(
    ledger: Ledger, lever_file: Path, *, user: str, on_step: Callable[[str], None] = lambda _step: None
) -> tuple[SettledWrite, ...]:
    """Settle the writes to a lever file whose lock is held: whoever began them is gone.

    Raises:
        PlanwiseError: the file cannot be read, what lies beside it cannot be removed, a write was begun on another
            host, or the ledger cannot be written to.
    """
    try:
        remove_left_temporaries(lever_file)
    except OSError as error:
        raise PlanwiseError(
            f"{error.filename} was left by a process that was killed and cannot be removed: {error.strerror}. Remove "
            "it, and run again. Nothing was changed."
        ) from error
    begun = unsettled_writes(ledger, lever_file)
    for write in begun:
        _require_this_host(write)
    settled = []
    for write in begun:
        settled.append(_settle(ledger, write, lever_file, user=user, on_step=on_step))
        on_step(settled[-1].text)
    return tuple(settled)


def _settle(
    ledger: Ledger, write: LeverWrite, lever_file: Path, *, user: str, on_step: Callable[[str], None]
) -> SettledWrite:
    content = bytes_of(lever_file)
    found = sha256_of(content)
    what = f"{write.write_id}, which {write.user!r} began at {write.began_at:%Y-%m-%d %H:%M:%S} UTC"
    with ledger.write() as connection:
        if found == write.after_sha256:
            ended = record_done(connection, write, recovered_by=user)
            text = f"{what}, had been made in {lever_file}, and is recorded now."
        elif found == write.before_sha256:
            reason = "The process ended before it replaced the file."
            ended = record_abandoned(connection, write, file_sha256=found, found_by=user, reason=reason)
            text = f"{what}, had not touched {lever_file}, and is recorded as abandoned. It can be asked for again."
        else:
            ended, text = _settle_rewritten(connection, write, lever_file, content, user=user)
            text = f"{what}, {text}"
        on_step(SETTLING)
    return SettledWrite(write=ended, text=text)


def _settle_rewritten(
    connection: Connection, write: LeverWrite, lever_file: Path, content: bytes, *, user: str
) -> tuple[LeverWrite, str]:
    """Settle a write to a file that something else has written since: its rows tell whether it was made before."""
    meant = content_after(connection, write)
    made = _rows_as_meant(write, lever_file, content, meant)
    if made is not None and len(made) == len(write.moved) and (made or not _rows_differ(content, meant, lever_file)):
        ended = record_done(connection, write, recovered_by=user)
        append_external_change(connection, lever_file, known_sha256=write.after_sha256, content=content, user=user)
        return ended, (
            f"had been made in {lever_file}, and is recorded now. Something else has written the file since; the "
            "audit trail has the rows, or none where only its formatting is another."
        )
    append_external_change(
        connection,
        lever_file,
        known_sha256=write.before_sha256,
        content=content,
        user=user,
        explained=[row.key for row in made or ()],
        write_id=write.write_id,
        meant_sha256=write.after_sha256,
        rows_as_meant=[row.text for row in made or ()],
    )
    reason = "The file is neither as before nor as it was meant to be: something else has written it since."
    ended = record_abandoned(connection, write, file_sha256=sha256_of(content), found_by=user, reason=reason)
    way_out = f"; `planwise proposal rollback {write.proposal_id} --force` goes back to it" if made else ""
    return ended, (
        f"is recorded as abandoned: {lever_file} is neither as before nor as it was meant to be, so something else has "
        "written it since. The audit trail has the hashes, and the rows where they can be read; "
        f"{write.checkpoint_id} keeps the file as it was before{way_out if write.proposal_id else ''}."
    )


def _rows_as_meant(write: LeverWrite, lever_file: Path, content: bytes, meant: bytes) -> list[WrittenRow] | None:
    """The rows of a write that the file has as they were meant to be; None where it cannot be read."""
    catalogue = load_lever_catalogue()
    try:
        found, wanted = (row_states(parse_lever_rows(each, lever_file, catalogue)) for each in (content, meant))
    except BadInputError:
        return None
    return [row for row in write.moved if found.get(row.key) == wanted.get(row.key)]


def _rows_differ(content: bytes, other: bytes, lever_file: Path) -> bool:
    return differing_rows(content, other, lever_file, load_lever_catalogue()) != []


def _require_this_host(write: LeverWrite) -> None:
    """Refuse to settle a write by a file that may be another one: the same path on another machine."""
    if write.host != platform.node():
        raise PlanwiseError(
            f"{write.write_id}, which {write.user!r} began on {write.host}, is under way or was cut short, and only "
            f"{write.lever_file} of that host can say what came of it: run `planwise doctor` there. If that host is "
            f"gone and the lever file here is its own: `planwise levers moved {write.lever_file}`. Nothing was changed."
        )
