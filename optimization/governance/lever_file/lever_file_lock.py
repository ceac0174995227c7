"""One writer of a lever file at a time, whatever home and ledger it comes with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from optimization.errors import PlanwiseError
from optimization.signed_lock import LockHeldError, lock_holder, signed_lock

# A write takes well under a second, so whoever waited this long is to be told.
WAIT_SECONDS = 5.0


def lever_file_of(levers: Path) -> Path:
    """The file that is locked and replaced: where `levers` is a symbolic link, what it leads to."""
    return levers.resolve()


def lock_path(lever_file: Path) -> Path:
    """The file that a writer locks; it lies beside the lever file, which homes and ledgers may share."""
    return lever_file.with_name(f".{lever_file.name}.lock")


@contextmanager
def lever_file_lock(lever_file: Path, *, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold a lever file's lock for the length of a block. The system frees it when the process dies.

    Raises:
        PlanwiseError: somebody else held it for all of `wait_seconds`, and who; or its folder does not exist, or lets
            nobody write.
    """
    if not lever_file.parent.is_dir():
        raise PlanwiseError(
            f"There is no folder {lever_file.parent} for {lever_file.name}. Make it, or name another lever "
            "file in PLANWISE_LEVERS. Nothing was changed."
        )
    with ExitStack() as held:
        try:
            held.enter_context(signed_lock(lock_path(lever_file), wait_seconds=wait_seconds))
        except LockHeldError as error:
            raise PlanwiseError(
                f"{lever_file} is being written by {error}, and was for the {wait_seconds:g} seconds that this command "
                f"waited: it holds {lock_path(lever_file)}. Wait until it is done and run again; if it hangs, end that "
                "process. Nothing was changed."
            ) from error
        except OSError as error:
            raise PlanwiseError(
                f"{lever_file} cannot be locked: {lock_path(lever_file)}: {error.strerror}. A lever file is replaced "
                "in its folder: let it lie in one that you can write to, or name another lever file in "
                "PLANWISE_LEVERS. Nothing was changed."
            ) from error
        yield


def writer_of(lever_file: Path) -> str | None:
    """Who is writing a lever file now, in words; None when nobody is.

    Raises:
        PlanwiseError: the lock cannot be opened.
    """
    try:
        return lock_holder(lock_path(lever_file))
    except OSError as error:
        raise PlanwiseError(
            f"{lock_path(lever_file)} cannot be opened: {error.strerror}. See that you can write to it and its folder."
        ) from error
