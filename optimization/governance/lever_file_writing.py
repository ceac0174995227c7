"""How the lever file is written: intent first, then the file, then the outcome, each whole before the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimization.atomic_file import ReplaceStep, replace_file
from optimization.errors import PlanwiseError
from optimization.governance.audit_chain import ImplementationEvent
from optimization.governance.checkpoints import Baseline, keep_checkpoint
from optimization.governance.ledger import Ledger
from optimization.governance.lever_file_lock import lever_file_lock, lever_file_of
from optimization.governance.lever_file_trail import append_file_event, bytes_of, note_external_change, sha256_of
from optimization.governance.lever_writes import LeverWrite, LeverWriteKind, LeverWriteState, WrittenRow, writes_where
from optimization.governance.proposals import proposal_number
from optimization.governance.write_outcomes import record_done
from optimization.governance.write_recovery import settle_under_lock
from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.lever_file import LeverRow, parse_lever_rows
from optimization.parameters.lever_rows import LeverKey, RowState, lever_rows_sha256, row_states
from optimization.places import Places

if TYPE_CHECKING:
    from sqlalchemy import Connection

OnStep = Callable[[str], None]


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


@dataclass(frozen=True, kw_only=True)
class HeldLeverFile:
    """The lever file while its lock is held, its bytes, and the levers that exist."""

    path: Path
    content: bytes
    catalogue: LeverCatalogue

    @property
    def sha256(self) -> str:
        """Of its bytes, in hexadecimal."""
        return sha256_of(self.content)

    def rows(self, content: bytes | None = None) -> tuple[LeverRow, ...]:
        """The rows of its bytes, or of those that it had or is to have.

        Raises:
            BadInputError: they are no lever file's.
        """
        return parse_lever_rows(self.content if content is None else content, self.path, self.catalogue)

    def states(self, content: bytes | None = None) -> dict[LeverKey, RowState]:
        """What those rows say; raises as `rows`."""
        return row_states(self.rows(content))


@dataclass(frozen=True, kw_only=True)
class MeantWrite:
    """What is to be written, why, and what its checkpoint keeps.

    Attributes:
        phase: How many phases of the proposal will be in force.
        starts_rollout: Whether nothing of the proposal is in force before.
        parameters: What the levers that move have now, by name.
        baseline: What the simulation gives for the file as it is now, where that was measured.
        restored_checkpoint: The number of the checkpoint that a rollback goes back to.
        is_forced: Whether changes by others are overwritten knowingly.
    """

    kind: LeverWriteKind
    content: bytes
    moved: tuple[WrittenRow, ...]
    scenario_id: str
    user: str
    reason: str
    parameters: Mapping[str, float]
    proposal_id: str | None = None
    phase: int | None = None
    starts_rollout: bool = False
    baseline: Baseline | None = None
    restored_checkpoint: int | None = None
    is_forced: bool = False


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


def require_measured(held: HeldLeverFile, baseline: Baseline) -> None:
    """Refuse figures that were measured on another lever file than the one that is held.

    Raises:
        BadInputError: the file cannot be read as one.
        PlanwiseError: its rows are others.
    """
    if lever_rows_sha256(held.rows()) != baseline.levers_sha256:
        raise PlanwiseError(
            f"{held.path} was changed while the simulation measured what it gives. Run again; nothing was changed."
        )


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
        begun = _begin(connection, held, wanted)
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


_SETTLED_LATER = (
    "The next command that writes the lever file records what came of {}, and so does `planwise doctor`; leave the "
    "file as it is until then."
)


def _replace(ledger: Ledger, held: HeldLeverFile, begun: LeverWrite, wanted: MeantWrite, on_step: OnStep) -> None:
    try:
        replace_file(held.path, wanted.content, on_step=on_step)
        found = sha256_of(held.path.read_bytes())
    except OSError as error:
        failure = f"{held.path} could not be written: {error.strerror or error}."
        try:
            (settled,) = settle_under_lock(ledger, held.path, user=begun.user)
        except (PlanwiseError, OSError) as unsettled:
            raise PlanwiseError(f"{failure} {unsettled} {_SETTLED_LATER.format(begun.write_id)}") from error
        raise PlanwiseError(
            f"{failure} {settled.text} See that its folder can be written to and that the disk has room."
        ) from error
    if found != begun.after_sha256:
        raise PlanwiseError(
            f"{held.path} was written by something else at the same time. {_SETTLED_LATER.format(begun.write_id)}"
        )


def _begin(connection: Connection, held: HeldLeverFile, meant: MeantWrite) -> LeverWrite:
    from sqlalchemy import func, select

    from optimization.governance.governance_tables import lever_writes

    number: int = connection.execute(select(func.coalesce(func.max(lever_writes.c.number), 0) + 1)).scalar_one()
    proposal = None if meant.proposal_id is None else proposal_number(meant.proposal_id)
    checkpoint_number = keep_checkpoint(
        connection,
        lever_file=held.path,
        content=held.content,
        scenario_id=meant.scenario_id,
        user=meant.user,
        parameters=meant.parameters,
        metadata={"before": str(meant.kind), "reason": meant.reason, "is_forced": meant.is_forced},
        baseline=meant.baseline,
        proposal_id=meant.proposal_id,
        phase=meant.phase,
    )
    connection.execute(
        lever_writes.insert().values(
            number=number,
            kind=str(meant.kind),
            state=str(LeverWriteState.BEGUN),
            scenario_id=meant.scenario_id,
            lever_file=str(held.path),
            proposal_number=proposal,
            phase=meant.phase,
            checkpoint_number=checkpoint_number,
            restored_checkpoint=meant.restored_checkpoint,
            user_id=meant.user,
            reason=meant.reason,
            before_sha256=held.sha256,
            after_sha256=sha256_of(meant.content),
            after_content=meant.content,
            moved=[row.as_json() for row in meant.moved],
            began_at=datetime.now(UTC),
        )
    )
    (begun,) = writes_where(connection, lever_writes.c.number == number)
    if meant.starts_rollout:
        _append_start(connection, begun)
    return begun


def _append_start(connection: Connection, begun: LeverWrite) -> None:
    details: dict[str, Any] = {"write_id": begun.write_id, "kind": str(begun.kind), "proposal_id": begun.proposal_id}
    append_file_event(
        connection,
        ImplementationEvent.ROLLOUT_START,
        user=begun.user,
        scenario_id=begun.scenario_id,
        lever_file=begun.lever_file,
        file_sha256=begun.before_sha256,
        **details,
    )
