"""How the lever file is written: intent first, then the file, then the outcome, each whole before the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from optimization.atomic_file import ReplaceStep, replace_file
from optimization.errors import PlanwiseError
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.lever_file.held_lever_file import HeldLeverFile
from optimization.governance.lever_file.lever_file_lock import lever_file_lock, lever_file_of
from optimization.governance.lever_file.lever_file_trail import bytes_of, note_external_change, sha256_of
from optimization.governance.lever_file.lever_writes import LeverWrite
from optimization.governance.lever_file.meant_writes import MeantWrite, begin_write
from optimization.governance.lever_file.write_outcomes import record_done
from optimization.governance.lever_file.write_recovery import settle_under_lock
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.places import Places

if TYPE_CHECKING:
    from sqlalchemy import Connection

OnStep = Callable[[str], None]

_SETTLED_LATER = (
    "The next command that writes the lever file records what came of {}, and so does `planwise doctor`; leave the "
    "file as it is until then."
)


class _ChangedMeanwhileError(Exception):
    """The lever file has other bytes than when it was looked at."""


class WriteStep(StrEnum):
    """What a write has just done; `write_steps` has all of them in order."""

    LOCKED = "lever file locked"
    LOOKED = "lever file looked at"
    INTENT_WRITTEN = "intent written"
    INTENT_KEPT = "intent committed"
    READ_BACK = "lever file read back"
    OUTCOME_WRITTEN = "outcome written"
    OUTCOME_KEPT = "outcome committed"
    UNLOCKED = "lever file unlocked"


def write_steps() -> tuple[str, ...]:
    """Every step that a write announces, in order."""
    before = (WriteStep.LOCKED, WriteStep.LOOKED, WriteStep.INTENT_WRITTEN, WriteStep.INTENT_KEPT)
    after = (WriteStep.READ_BACK, WriteStep.OUTCOME_WRITTEN, WriteStep.OUTCOME_KEPT, WriteStep.UNLOCKED)
    return (*before, *ReplaceStep, *after)


@contextmanager
def lever_file_alone(ledger: Ledger, places: Places, *, user: str, on_step: OnStep) -> Iterator[HeldLeverFile]:
    """Hold the lever file for the length of a block: what was left by others is settled and recorded first.

    Raises:
        PlanwiseError: somebody else is writing, the folder lets nobody write, or the ledger cannot be written to.
    """
    lever_file = lever_file_of(places.levers)
    with lever_file_lock(lever_file):
        on_step(WriteStep.LOCKED)
        settle_under_lock(ledger, lever_file, user=user, on_step=on_step)
        content = bytes_of(lever_file)
        with ledger.write() as connection:
            note_external_change(connection, lever_file, content, user=user)
        on_step(WriteStep.LOOKED)
        yield HeldLeverFile(path=lever_file, content=content, catalogue=load_lever_catalogue())
    on_step(WriteStep.UNLOCKED)


def write_lever_file(
    ledger: Ledger, held: HeldLeverFile, meant: Callable[[Connection], MeantWrite], *, on_step: OnStep
) -> LeverWrite:
    """Write the lever file and record it; whatever happens on the way, the file is whole and the ledger can tell.

    Args:
        ledger: where it is recorded.
        held: the file, locked.
        meant: decides what to write, in the transaction that records it; what it raises leaves everything as it was.
        on_step: told each `WriteStep` and `ReplaceStep`.

    Raises:
        PlanwiseError: the file cannot be written, and is as it was; or it is written and the ledger cannot record it.
    """
    with ledger.write() as connection:
        wanted = meant(connection)
        begun = begin_write(connection, held, wanted)
        on_step(WriteStep.INTENT_WRITTEN)
    on_step(WriteStep.INTENT_KEPT)
    _replace(ledger, held, begun, wanted, on_step)
    on_step(WriteStep.READ_BACK)
    try:
        with ledger.write() as connection:
            done = record_done(connection, begun)
            on_step(WriteStep.OUTCOME_WRITTEN)
    except PlanwiseError as error:
        raise PlanwiseError(
            f"{held.path} is written, but the ledger could not record it: {error} "
            f"{_SETTLED_LATER.format(begun.write_id)}"
        ) from error
    on_step(WriteStep.OUTCOME_KEPT)
    return done


def _replace(ledger: Ledger, held: HeldLeverFile, begun: LeverWrite, wanted: MeantWrite, on_step: OnStep) -> None:
    def require_unchanged() -> None:
        # Editors and spreadsheets know no lock: what one of them saved meanwhile must not be lost.
        if bytes_of(held.path) != held.content:
            raise _ChangedMeanwhileError

    try:
        replace_file(held.path, wanted.content, on_step=on_step, before_replacing=require_unchanged)
        is_written = sha256_of(held.path.read_bytes()) == begun.after_sha256
    except _ChangedMeanwhileError as error:
        raise PlanwiseError(_settled(ledger, begun, f"{held.path} was changed while it was being written.")) from error
    except OSError as error:
        failure = f"{held.path} could not be written: {error.strerror or error}. See to its folder and the disk's room."
        raise PlanwiseError(_settled(ledger, begun, failure)) from error
    if not is_written:
        raise PlanwiseError(_settled(ledger, begun, f"{held.path} was changed just after it was written."))


def _settled(ledger: Ledger, begun: LeverWrite, failure: str) -> str:
    """A failure, and what became of the write that it came in the way of."""
    try:
        (settled,) = settle_under_lock(ledger, Path(begun.lever_file), user=begun.user)
    except (PlanwiseError, OSError) as unsettled:
        return f"{failure} {unsettled} {_SETTLED_LATER.format(begun.write_id)}"
    return f"{failure} {settled.text}"
