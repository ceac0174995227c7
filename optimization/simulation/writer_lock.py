"""One writer at a time: the lock of a PLANWISE_HOME, and who holds it."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from optimization.errors import PlanwiseError
from optimization.places import Places

# Long enough for a publication that is nearly over, short enough for a person to wait.
DEFAULT_WAIT_SECONDS = 10.0


def lock_path(places: Places) -> Path:
    """The file that a writer locks for the length of a run."""
    return places.home / "warehouse.lock"


@contextmanager
def writer_lock(places: Places, *, wait_seconds: float = DEFAULT_WAIT_SECONDS) -> Iterator[None]:
    """Hold the home's lock for the length of a block. The system frees it when the process dies.

    Raises:
        PlanwiseError: somebody else held it for all of `wait_seconds`; names file, pid, host and command.
    """
    from filelock import FileLock, Timeout

    places.home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(lock_path(places), timeout=wait_seconds)
    try:
        lock.acquire()
    except Timeout as error:
        raise PlanwiseError(_held_message(places, wait_seconds)) from error
    try:
        holder = {"pid": os.getpid(), "host": platform.node(), "command": " ".join(sys.argv)}
        _holder_path(places).write_text(json.dumps(holder))
        yield
    finally:
        _holder_path(places).unlink(missing_ok=True)
        lock.release()


def current_holder(places: Places) -> str | None:
    """Who holds the lock now, in words; None when nobody does."""
    from filelock import FileLock, Timeout

    if not lock_path(places).exists():
        return None
    try:
        with FileLock(lock_path(places), timeout=0):
            return None
    except Timeout:
        return _written_holder(places)


def _written_holder(places: Places) -> str:
    """Who wrote that it holds the lock. Whether that process lives is not asked: it may be of another container."""
    try:
        written = json.loads(_holder_path(places).read_text())
        return f"process {written['pid']} on {written['host']} ({written['command']})"
    except (FileNotFoundError, json.JSONDecodeError, KeyError):
        # Taken a moment ago, and not signed yet.
        return "another process"


def _holder_path(places: Places) -> Path:
    return places.home / "warehouse.lock.holder"


def _held_message(places: Places, waited_seconds: float) -> str:
    return (
        f"{lock_path(places)} is locked by {_written_holder(places)}, and was for the {waited_seconds:g} seconds that "
        "this run waited. Wait until it is done and run again; if it hangs, end that process. Nothing was changed."
    )
