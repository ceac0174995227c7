"""One writer at a time: the lock of a PLANWISE_HOME, and who holds it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from optimization.errors import PlanwiseError
from optimization.places import Places

# Long enough for a publication that is nearly over, short enough for a person to wait.
DEFAULT_WAIT_SECONDS = 10.0


@dataclass(frozen=True, kw_only=True)
class Holder:
    """The process that holds the lock."""

    pid: int
    command: str


def lock_path(places: Places) -> Path:
    """The file that a writer locks for the length of a run."""
    return places.home / "warehouse.lock"


@contextmanager
def writer_lock(places: Places, *, wait_seconds: float = DEFAULT_WAIT_SECONDS) -> Iterator[None]:
    """Hold the home's lock for the length of a block. The system frees it when the process dies.

    Raises:
        PlanwiseError: somebody else held it for all of `wait_seconds`; names file, pid and command.
    """
    from filelock import FileLock, Timeout

    places.home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(lock_path(places), timeout=wait_seconds)
    try:
        lock.acquire()
    except Timeout as error:
        raise PlanwiseError(_held_message(places, wait_seconds)) from error
    try:
        _holder_path(places).write_text(json.dumps({"pid": os.getpid(), "command": " ".join(sys.argv)}))
        yield
    finally:
        _holder_path(places).unlink(missing_ok=True)
        lock.release()


def current_holder(places: Places) -> Holder | None:
    """Who holds the lock now; None when nobody does, or nobody can be named."""
    from filelock import FileLock, Timeout

    if not lock_path(places).exists():
        return None
    try:
        with FileLock(lock_path(places), timeout=0):
            return None
    except Timeout:
        return _written_holder(places)


def _written_holder(places: Places) -> Holder | None:
    import psutil

    try:
        written = json.loads(_holder_path(places).read_text())
        holder = Holder(pid=written["pid"], command=written["command"])
    except (FileNotFoundError, json.JSONDecodeError, KeyError):
        return None
    return holder if psutil.pid_exists(holder.pid) else None


def _holder_path(places: Places) -> Path:
    return places.home / "warehouse.lock.holder"


def _held_message(places: Places, waited_seconds: float) -> str:
    holder = _written_holder(places)
    who = f"process {holder.pid} ({holder.command})" if holder else "another process"
    what = f"end that process ({holder.pid})" if holder else "see who runs PlanWise with the same PLANWISE_HOME"
    return (
        f"{lock_path(places)} is locked by {who}, and was for the {waited_seconds:g} seconds that this run waited. "
        f"Wait until it is done and run again; if it hangs, {what}. Nothing was changed."
    )
