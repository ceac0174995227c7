"""One writer at a time: the lock of a PLANWISE_HOME, and who holds it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from optimization.errors import PlanwiseError
from optimization.places import Places
from optimization.signed_lock import LockHeldError, lock_holder, signed_lock

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
    places.home.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        try:
            held.enter_context(signed_lock(lock_path(places), wait_seconds=wait_seconds))
        except LockHeldError as error:
            raise PlanwiseError(
                f"{lock_path(places)} is locked by {error}, and was for the {wait_seconds:g} seconds that this run "
                "waited. Wait until it is done and run again; if it hangs, end that process. Nothing was changed."
            ) from error
        yield


def current_holder(places: Places) -> str | None:
    """Who holds the lock now, in words; None when nobody does."""
    return lock_holder(lock_path(places))
