"""A lock on a file that says who holds it."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

# Whoever may write to the folder may take the lock: the people who share a file need not be one user of the system.
_LOCK_MODE = 0o666


class LockHeldError(Exception):
    """Somebody else held a lock for as long as was waited; the message is who, in words."""


@contextmanager
def signed_lock(path: Path, *, wait_seconds: float) -> Iterator[None]:
    """Hold the lock on `path` for the length of a block. The system frees it when the process dies.

    Raises:
        LockHeldError: somebody else held it for all of `wait_seconds`.
        OSError: the lock or the signature beside it cannot be written.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(path, timeout=wait_seconds, mode=_LOCK_MODE)
    try:
        lock.acquire()
    except Timeout as error:
        raise LockHeldError(_signature(path)) from error
    with ExitStack() as at_the_end:
        at_the_end.callback(lock.release)
        # What a killed process left is another user's file perhaps, which can be removed, and not written to.
        _signature_path(path).unlink(missing_ok=True)
        at_the_end.callback(_signature_path(path).unlink, missing_ok=True)
        holder = {"pid": os.getpid(), "host": platform.node(), "command": " ".join(sys.argv)}
        _signature_path(path).write_text(json.dumps(holder), encoding="utf-8")
        yield


def lock_holder(path: Path) -> str | None:
    """Who holds the lock on `path` now, in words; None when nobody does.

    Raises:
        OSError: the lock cannot be opened.
    """
    from filelock import FileLock, Timeout

    if not path.exists():
        return None
    try:
        with FileLock(path, timeout=0, mode=_LOCK_MODE):
            return None
    except Timeout:
        return _signature(path)


def _signature(path: Path) -> str:
    """Who wrote that it holds the lock."""
    try:
        written = json.loads(_signature_path(path).read_text(encoding="utf-8"))
        holder = f"process {written['pid']} on {written['host']} ({written['command']})"
        is_left = written["host"] == platform.node() and not _lives(written["pid"])
    except (FileNotFoundError, json.JSONDecodeError, KeyError):
        # Taken a moment ago, and not signed yet.
        return "another process"
    return "another process" if is_left else holder


def _lives(pid: int) -> bool:
    """Whether a process of this host is there; one of another container on it is not, for all that is known here."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _signature_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.holder")
