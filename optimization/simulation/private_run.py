"""A run's own folder: its private warehouse, dbt's artifacts, and their end."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from optimization.atomic_file import sync
from optimization.errors import PlanwiseError
from optimization.places import Places

if TYPE_CHECKING:
    from filelock import BaseFileLock

_PREFIX = "run-"
# Making a folder and its lock, or removing what killed runs left, takes moments; whoever needs longer hangs.
_DOORWAY_WAIT_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True)
class PrivateRun:
    """The folder of one run under way."""

    folder: Path

    @property
    def warehouse(self) -> Path:
        """The private warehouse; its stem is the catalog name in compiled SQL, the same as the published one's."""
        return self.folder / "warehouse.duckdb"


@contextmanager
def private_run(places: Places) -> Iterator[PrivateRun]:
    """A folder for the length of a block; it is removed when the block is left, however that happens.

    A lock in the folder is held for as long. The system frees it when the process dies, and the next run removes the
    folders that nobody holds. Pids would not do: containers that share a home each count their own.

    Raises:
        PlanwiseError: another process has stood in the doorway for a minute.
    """
    from filelock import FileLock, Timeout

    places.runs.mkdir(parents=True, exist_ok=True)
    # Between the making of a folder and the taking of its lock it looks abandoned: one process at a time.
    doorway = places.home / "runs.lock"
    try:
        with FileLock(doorway, timeout=_DOORWAY_WAIT_SECONDS):
            _remove_abandoned_runs(places)
            folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=places.runs))
            lock = _lock(folder)
            # Somebody may be asking whether it is held, at this very moment.
            lock.acquire(timeout=_DOORWAY_WAIT_SECONDS)
    except Timeout as error:
        raise PlanwiseError(
            f"{doorway} was held for {_DOORWAY_WAIT_SECONDS:g} seconds by another run with the same PLANWISE_HOME. "
            "If none is starting, end the process that hangs and run again."
        ) from error
    try:
        yield PrivateRun(folder=folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        lock.release()


def runs_under_way(places: Places) -> tuple[Path, ...]:
    """The folders that a live process holds."""
    return tuple(folder for folder in _folders(places) if _is_held(folder))


def _remove_abandoned_runs(places: Places) -> None:
    for folder in _folders(places):
        if not _is_held(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _folders(places: Places) -> list[Path]:
    return sorted(places.runs.glob(f"{_PREFIX}*"))


def _is_held(folder: Path) -> bool:
    from filelock import Timeout

    lock = _lock(folder)
    if not Path(lock.lock_file).exists():
        return False
    try:
        with lock:
            return False
    except Timeout:
        return True


def _lock(folder: Path) -> BaseFileLock:
    """The lock of a run's folder; asking for it never waits."""
    from filelock import FileLock

    return FileLock(folder / "run.lock", timeout=0)


def publish(private: PrivateRun, places: Places) -> None:
    """Put the finished private warehouse in the published one's place, whole or not at all.

    Readers that have the old file open keep their snapshot.

    Raises:
        PlanwiseError: the file could not be written; the published warehouse is as it was.
    """
    import duckdb

    try:
        with duckdb.connect(str(private.warehouse)) as connection:
            connection.execute("checkpoint")
        sync(private.warehouse)
        # Left by a stranger who died writing to the published file; DuckDB would replay it into the new one.
        places.warehouse.with_name(f"{places.warehouse.name}.wal").unlink(missing_ok=True)
        os.replace(private.warehouse, places.warehouse)
        sync(places.home)
    except (OSError, duckdb.Error) as error:
        raise PlanwiseError(
            f"The finished run could not be published to {places.warehouse}: {error}. "
            "The warehouse published before is unchanged. Free disk space or mend the folder's rights, and run again."
        ) from error
