"""A run's own folder: its private warehouse, dbt's artifacts, and their end."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from optimization.errors import PlanwiseError
from optimization.places import Places

_PREFIX = "run-"


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

    Folders of processes that were killed are removed first.
    """
    places.runs.mkdir(parents=True, exist_ok=True)
    remove_abandoned_runs(places)
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=places.runs))
    try:
        yield PrivateRun(folder=folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_abandoned_runs(places: Places) -> tuple[Path, ...]:
    """Remove the folders whose process is gone, and return them."""
    import psutil

    abandoned = []
    for folder in sorted(places.runs.glob(f"{_PREFIX}*-*")):
        pid = folder.name.removeprefix(_PREFIX).split("-")[0]
        if pid.isdecimal() and not psutil.pid_exists(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)
            abandoned.append(folder)
    return tuple(abandoned)


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
        _sync(private.warehouse)
        # Left by a stranger who died writing to the published file; DuckDB would replay it into the new one.
        places.warehouse.with_name(f"{places.warehouse.name}.wal").unlink(missing_ok=True)
        os.replace(private.warehouse, places.warehouse)
        _sync(places.home)
    except (OSError, duckdb.Error) as error:
        raise PlanwiseError(
            f"The finished run could not be published to {places.warehouse}: {error}. "
            "The warehouse published before is unchanged. Free disk space or mend the folder's rights, and run again."
        ) from error


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
