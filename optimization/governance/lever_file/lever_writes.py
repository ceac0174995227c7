"""Writes of the lever file in the ledger: what was meant before the file is touched, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from optimization.governance.ledger.ledger import Ledger
from optimization.governance.proposals.proposals import proposal_id_of, proposal_number, proposal_within
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_rows import LeverKey

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Row


class LeverWriteKind(StrEnum):
    """Why the lever file is written: a whole proposal, a phase of one, or a checkpoint that is gone back to."""

    APPLY = "apply"
    PHASE = "phase"
    ROLLBACK = "rollback"


class LeverWriteState(StrEnum):
    """Begun: the file may be as before or as after. Done: it was written. Abandoned: it never was."""

    BEGUN = "begun"
    DONE = "done"
    ABANDONED = "abandoned"


@dataclass(frozen=True, kw_only=True)
class WrittenRow:
    """A row that a write changes.

    `name` is the lever name of its cell. `before` and `after` are in the lever's unit; None where a rollback brings the
    row or takes it away. `text` is the change in one phrase, lock included.
    """

    key: LeverKey
    name: str
    before: float | None
    after: float | None
    text: str

    def as_json(self) -> dict[str, Any]:
        """The row as JSON types."""
        key = {"scenario_id": self.key.scenario_id, **self.key.cell._asdict()}
        return {**key, "name": self.name, "before": self.before, "after": self.after, "text": self.text}


@dataclass(frozen=True, kw_only=True)
class LeverWrite:
    """One write.

    Attributes:
        proposal_id: Whose levers it brings into force or takes out; None for a checkpoint that is of no proposal.
        phase: How many phases of the proposal are in force after it.
        checkpoint_number: Of the checkpoint of the file as it was before. Checkpoints are numbered in the order in
            which they were made, so those of earlier writes have lower numbers.
        restored_checkpoint: The number of the checkpoint that a rollback goes back to.
        before_sha256: Of the file's bytes before.
        after_sha256: Of the file's bytes after.
        moved: The rows that change, ascending by scenario and cell.
        is_forced: Whether changes by others are overwritten knowingly.
        host: The machine that its process runs on: a lever file's path says which file it is only there.
    """

    number: int
    kind: LeverWriteKind
    state: LeverWriteState
    scenario_id: str
    lever_file: str
    proposal_id: str | None
    phase: int | None
    checkpoint_number: int
    restored_checkpoint: int | None
    user: str
    reason: str
    before_sha256: str
    after_sha256: str
    moved: tuple[WrittenRow, ...]
    is_forced: bool
    host: str
    began_at: datetime
    ended_at: datetime | None

    @property
    def write_id(self) -> str:
        """What people call it."""
        return f"LVW-{self.number:06d}"

    @property
    def checkpoint_id(self) -> str:
        """The checkpoint of the file as it was before."""
        return checkpoint_id_of(self.checkpoint_number)

    @property
    def restored_checkpoint_id(self) -> str | None:
        """The checkpoint that a rollback goes back to."""
        return None if self.restored_checkpoint is None else checkpoint_id_of(self.restored_checkpoint)


def checkpoint_id_of(number: int) -> str:
    """The id of the checkpoint of this number."""
    return f"CHK-{number:06d}"


def list_writes(ledger: Ledger, proposal_id: str) -> tuple[LeverWrite, ...]:
    """The writes for a proposal, in the order in which they began.

    Raises:
        BadInputError: there is no such proposal; names the nearest.
        PlanwiseError: the ledger cannot be read.
    """
    from optimization.governance.ledger.governance_tables import lever_writes

    with ledger.read() as connection:
        proposal_within(connection, proposal_id)
        return writes_where(connection, lever_writes.c.proposal_number == proposal_number(proposal_id))


def begun_writes(connection: Connection) -> tuple[LeverWrite, ...]:
    """The writes of which nobody knows yet what came of them, of all lever files."""
    from optimization.governance.ledger.governance_tables import lever_writes

    return writes_where(connection, lever_writes.c.state == str(LeverWriteState.BEGUN))


def done_writes(connection: Connection, lever_file: str) -> tuple[LeverWrite, ...]:
    """The writes that were made to a lever file, in order."""
    from optimization.governance.ledger.governance_tables import lever_writes

    return writes_where(
        connection, lever_writes.c.state == str(LeverWriteState.DONE), lever_writes.c.lever_file == lever_file
    )


def writes_where(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[LeverWrite, ...]:
    """The writes that meet all conditions, in the order in which they began."""
    from sqlalchemy import select

    from optimization.governance.ledger.governance_tables import lever_writes

    # The bytes are left where they are: they are many, and a hash says which they are.
    columns = [column for column in lever_writes.columns if column is not lever_writes.c.after_content]
    in_order = select(*columns).where(*conditions).order_by(lever_writes.c.number)
    return tuple(_write(row) for row in connection.execute(in_order))


def content_after(connection: Connection, write: LeverWrite) -> bytes:
    """The lever file's bytes as a write leaves them."""
    from sqlalchemy import select

    from optimization.governance.ledger.governance_tables import lever_writes

    content: bytes = connection.execute(
        select(lever_writes.c.after_content).where(lever_writes.c.number == write.number)
    ).scalar_one()
    return content


def _write(row: Row[Any]) -> LeverWrite:
    return LeverWrite(
        number=row.number,
        kind=LeverWriteKind(row.kind),
        state=LeverWriteState(row.state),
        scenario_id=row.scenario_id,
        lever_file=row.lever_file,
        proposal_id=None if row.proposal_number is None else proposal_id_of(row.proposal_number),
        phase=row.phase,
        checkpoint_number=row.checkpoint_number,
        restored_checkpoint=row.restored_checkpoint,
        user=row.user_id,
        reason=row.reason,
        before_sha256=row.before_sha256,
        after_sha256=row.after_sha256,
        moved=tuple(
            WrittenRow(
                key=LeverKey(
                    each["scenario_id"], LeverCell(each["fiscal_year"], each["job_level"], each["parameter_name"])
                ),
                name=each["name"],
                before=each["before"],
                after=each["after"],
                text=each["text"],
            )
            for each in row.moved
        ),
        is_forced=row.is_forced,
        host=row.host,
        began_at=row.began_at,
        ended_at=row.ended_at,
    )
