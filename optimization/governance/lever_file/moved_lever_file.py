"""A lever file that was moved or renamed, perhaps with all of its home: what the ledger has on it goes with it."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import TYPE_CHECKING

from optimization.errors import BadInputError, unknown_name
from optimization.governance.audit_trail.audit_chain import ImplementationEvent
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.lever_file.elsewhere import how_to_reach
from optimization.governance.lever_file.lever_file_lock import lever_file_lock, lever_file_of
from optimization.governance.lever_file.lever_file_trail import (
    append_file_event,
    bytes_of,
    differing_rows,
    kept_content,
    last_known_sha256,
    note_external_change,
    sha256_of,
)
from optimization.governance.lever_file.lever_writes import LeverWriteState, begun_writes, done_writes, writes_where
from optimization.governance.lever_file.phases_in_force import writes_in_force
from optimization.governance.lever_file.shown_rows import shown_rows
from optimization.governance.lever_file.write_recovery import SettledWrite, settle_under_lock
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.places import Places

if TYPE_CHECKING:
    from sqlalchemy import Connection


def take_over_lever_file(ledger: Ledger, places: Places, old: Path, *, user: str) -> tuple[SettledWrite, ...]:
    """Record that the lever file in force is the one that was at another path, or at the same path of another host.

    From then on its checkpoints can be gone back to, and its proposals rolled out, rolled back and completed here. The
    file is not changed.

    Args:
        ledger: what it has on the old path is from then on about the new one; the audit trail says so.
        places: name the lever file in force.
        old: where it was.
        user: who says so.

    Returns:
        What was settled of writes that were cut short there.

    Raises:
        BadInputError: the ledger knows no lever file at the old path, one is still there, or the file in force is not
            as that one was last known; names what differs.
        PlanwiseError: the file is being written or cannot be read, or the ledger cannot be written to.
    """
    lever_file = lever_file_of(places.levers)
    with lever_file_lock(lever_file):
        content = bytes_of(lever_file)
        with ledger.write() as connection:
            _take_over(connection, _known_path(connection, old), lever_file, content, user=user)
        settled = settle_under_lock(ledger, lever_file, user=user)
        with ledger.write() as connection:
            note_external_change(connection, lever_file, content, user=user)
    return settled


def lost_lever_files(ledger: Ledger) -> tuple[str, ...]:
    """The lever files of this host that are not there any more, and of which the ledger has something in force.

    Raises:
        PlanwiseError: the ledger cannot be read.
    """
    from optimization.governance.ledger.governance_tables import lever_writes

    with ledger.read() as connection:
        here = writes_where(connection, lever_writes.c.host == platform.node())
        gone = [path for path in dict.fromkeys(write.lever_file for write in here) if not Path(path).exists()]
        return tuple(path for path in gone if writes_in_force(done_writes(connection, path)))


def _known_path(connection: Connection, old: Path) -> str:
    """The old path as the ledger has it."""
    from sqlalchemy import select, union

    from optimization.governance.ledger.governance_tables import checkpoints, lever_writes

    known = connection.scalars(union(select(lever_writes.c.lever_file), select(checkpoints.c.lever_file))).all()
    path = os.path.abspath(old)
    if path not in known:
        if not known:
            raise BadInputError(f"The ledger has nothing on {path}, nor on any other lever file.")
        raise unknown_name("lever file", path, known)
    return path


def _take_over(connection: Connection, old: str, lever_file: Path, content: bytes, *, user: str) -> None:
    from optimization.governance.ledger.governance_tables import checkpoints, lever_writes

    new, here = str(lever_file), platform.node()
    begun = [write for write in begun_writes(connection) if write.lever_file == old]
    if old == new and all(write.host == here for write in begun):
        raise BadInputError(f"{new} is the lever file in force, and where the ledger knows it to be.")
    if old != new and Path(old).exists() and not os.path.samefile(old, new):
        raise BadInputError(f"There is still a lever file at the old place. {how_to_reach(old)} Nothing was changed.")
    if old != new:
        content = _content_on_arrival(connection, old, new, content)
    known = last_known_sha256(connection, old)
    expected = {known, *(sha256 for write in begun for sha256 in (write.before_sha256, write.after_sha256))}
    if sha256_of(content) not in expected:
        _require_same_rows(connection, old, lever_file, content, known)
    is_old = lever_writes.c.lever_file == old
    append_file_event(
        connection,
        ImplementationEvent.LEVER_FILE_MOVED,
        user=user,
        scenario_id=None,
        lever_file=new,
        # Where it was written here before it was taken over, that is what is known of it.
        file_sha256=last_known_sha256(connection, new) or known or sha256_of(content),
        moved_from=old,
        host=here,
    )
    is_begun = lever_writes.c.state == str(LeverWriteState.BEGUN)
    connection.execute(lever_writes.update().where(is_old, is_begun).values(host=here))
    connection.execute(lever_writes.update().where(is_old).values(lever_file=new))
    connection.execute(checkpoints.update().where(checkpoints.c.lever_file == old).values(lever_file=new))


def _content_on_arrival(connection: Connection, old: str, new: str, content: bytes) -> bytes:
    """The bytes with which the file came to its new place: those before its first write there, or its own.

    Raises:
        BadInputError: the old and the new file were both written to, and not one after the other.
    """
    from optimization.governance.ledger.governance_tables import lever_writes

    before = writes_where(connection, lever_writes.c.lever_file == old)
    since = writes_where(connection, lever_writes.c.lever_file == new)
    if not since:
        return content
    kept = kept_content(connection, since[0].before_sha256)
    if kept is None or any(write.number > since[0].number for write in before):
        raise BadInputError(
            f"{old} and {new} were both written to, so they are two lever files, and neither was moved. Nothing was "
            "changed."
        )
    return kept


def _require_same_rows(connection: Connection, old: str, lever_file: Path, content: bytes, known: str | None) -> None:
    """Refuse a file that says something else; one that was only saved in another format is the same."""
    before = None if known is None else kept_content(connection, known)
    rows = None if before is None else differing_rows(before, content, lever_file, load_lever_catalogue())
    if rows == []:
        return
    differs = "its bytes" if rows is None else shown_rows(rows)
    raise BadInputError(
        f"{lever_file} is not as {old} was last known (SHA-256 {known}): {differs if rows else differs + '. '}Put back "
        "the file as it was, and say then that it was moved. Nothing was changed."
    )
