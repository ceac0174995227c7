"""What a database said when the ledger failed, as an error that says what to do."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, IntegrityError

from optimization.errors import PlanwiseError
from optimization.governance.ledger.ledger_url import LEDGER_URL_VARIABLE, shown, sqlite_file

# SQLite adds detail to an error code in the bits above these.
_PRIMARY_CODE_BITS = 0xFF


def ledger_failure(url: URL, error: DBAPIError) -> PlanwiseError:
    """The error to raise for a database error."""
    file = sqlite_file(url)
    said = str(error.orig).strip().rstrip(".")
    if isinstance(error, IntegrityError):
        return PlanwiseError(f"The ledger {shown(url)} refused a record: {said}. Nothing was recorded.")
    if file is None:
        return PlanwiseError(
            f"The ledger {shown(url)} failed: {said}. See that the server runs and lets you in, and that "
            f"{LEDGER_URL_VARIABLE} is right; then run again."
        )
    code = error.orig.sqlite_errorcode & _PRIMARY_CODE_BITS if isinstance(error.orig, sqlite3.Error) else None
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return PlanwiseError(
            f"The ledger {file} is damaged, or is no SQLite database: {said}. Move {file.name}, {file.name}-wal and "
            f"{file.name}-shm away together and put a copy of the ledger in their place; without a copy, the next run "
            "starts an empty ledger."
        )
    if code == sqlite3.SQLITE_BUSY:
        return PlanwiseError(
            f"The ledger {file} is locked: another process has been writing to it for too long. {_openers(file)} "
            "Wait until that is done and run again, or end that process if it hangs."
        )
    return PlanwiseError(
        f"The ledger {file} failed: {said}. See that it is a file in a folder that you can write to and that the disk "
        f"has room, or name another ledger in {LEDGER_URL_VARIABLE}; then run again."
    )


def _openers(file: Path) -> str:
    """Who else has the file open: SQLite does not say which of them writes."""
    import psutil

    path = str(file.resolve())
    found = [
        f"process {process.pid} ({' '.join(process.info['cmdline'] or ['unknown command'])})"
        for process in psutil.process_iter(["cmdline", "open_files"])
        if process.pid != os.getpid() and any(opened.path == path for opened in process.info["open_files"] or ())
    ]
    return f"It is open in {', '.join(found)}." if found else "No other process of yours has it open."
