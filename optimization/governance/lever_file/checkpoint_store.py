"""Checkpoints of the lever file in the ledger: its exact bytes at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimization.errors import PlanwiseError
from optimization.governance.audit_trail.audit_chain import AuditAction, ImplementationEvent
from optimization.governance.audit_trail.audit_rules import LOGGED_BY_HAND
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.ledger.unknown_ids import unknown_id
from optimization.governance.lever_file.lever_file_trail import append_file_event, sha256_of
from optimization.governance.lever_file.lever_writes import checkpoint_id_of
from optimization.governance.lever_file.phases_in_force import own_writes_in_force
from optimization.governance.proposals.proposals import proposal_id_of, proposal_number, proposal_within

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """What the simulation gives for the levers in force, and the `lever_rows_sha256` of the file it was measured on."""

    metrics: Mapping[str, Any]
    levers_sha256: str

    @property
    def years(self) -> tuple[int, ...] | None:
        """The simulated years; None where the metrics are not by year."""
        return tuple(map(int, self.metrics["years"])) if "years" in self.metrics else None


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """A lever file as it was.

    Attributes:
        content: The file's bytes, and `sha256` of them in hexadecimal.
        parameters: Lever values by name: of the levers that were about to move, or as they were given.
        metadata: As given; for a checkpoint before a write, what the write was for.
        baseline: None where nothing was measured, as before a rollback.
        proposal_id: Whose write came next, if a proposal's; `phase` is how many of its phases that brought into force.
    """

    checkpoint_id: str
    created_at: datetime
    created_by: str
    scenario_id: str
    lever_file: str
    content: bytes = field(repr=False)
    sha256: str
    parameters: Mapping[str, float]
    metadata: Mapping[str, Any]
    baseline: Baseline | None
    proposal_id: str | None
    phase: int | None

    @property
    def number(self) -> int:
        """The number in the id: later checkpoints have higher ones."""
        return int(self.checkpoint_id.removeprefix("CHK-"))


def list_checkpoints(ledger: Ledger, proposal_id: str | None = None) -> tuple[Checkpoint, ...]:
    """The checkpoints, or those made before the writes of a proposal, made or abandoned, oldest first.

    Raises:
        BadInputError: there is no such proposal; names the nearest.
        PlanwiseError: the ledger cannot be read.
    """
    from sqlalchemy import select

    from optimization.governance.ledger.governance_tables import checkpoints

    oldest_first = select(checkpoints).order_by(checkpoints.c.number)
    with ledger.read() as connection:
        if proposal_id is not None:
            proposal_within(connection, proposal_id)
            oldest_first = oldest_first.where(checkpoints.c.proposal_number == proposal_number(proposal_id))
        return tuple(_checkpoint(row) for row in connection.execute(oldest_first))


def rollback_checkpoints(ledger: Ledger, proposal_id: str) -> tuple[Checkpoint, ...]:
    """Those that a rollback of a proposal can go back to now: one for each of its writes in force, oldest first.

    Raises:
        BadInputError: there is no such proposal; names the nearest.
        PlanwiseError: the ledger cannot be read.
    """
    with ledger.read() as connection:
        in_force = {write.checkpoint_id for write in own_writes_in_force(connection, proposal_id)}
    return tuple(each for each in list_checkpoints(ledger, proposal_id) if each.checkpoint_id in in_force)


def find_checkpoint(ledger: Ledger, checkpoint_id: str) -> Checkpoint:
    """The checkpoint of this id.

    Raises:
        BadInputError: there is none; names the nearest.
        PlanwiseError: its bytes are not those that were kept, or the ledger cannot be read.
    """
    with ledger.read() as connection:
        return checkpoint_within(connection, checkpoint_id)


def checkpoint_within(connection: Connection, checkpoint_id: str) -> Checkpoint:
    """The checkpoint of this id, as it is within a transaction; its bytes are those that the audit trail tells of.

    Raises:
        BadInputError: there is none; names the nearest.
        PlanwiseError: its bytes are not those that were kept.
    """
    from sqlalchemy import select

    from optimization.governance.ledger.governance_tables import checkpoints

    numbers: Sequence[int] = connection.scalars(
        select(checkpoints.c.number).order_by(checkpoints.c.number.desc())
    ).all()
    number = next((each for each in numbers if checkpoint_id_of(each) == checkpoint_id), None)
    if number is None:
        raise unknown_id("checkpoint", checkpoint_id, [checkpoint_id_of(each) for each in numbers])
    checkpoint = _checkpoint(connection.execute(select(checkpoints).where(checkpoints.c.number == number)).one())
    _require_as_kept(connection, checkpoint)
    return checkpoint


def keep_checkpoint(  # noqa: PLR0913 - a checkpoint is what all of these say
    connection: Connection,
    *,
    lever_file: Path,
    content: bytes,
    scenario_id: str,
    user: str,
    parameters: Mapping[str, float],
    metadata: Mapping[str, Any],
    baseline: Baseline | None,
    proposal_id: str | None = None,
    phase: int | None = None,
) -> int:
    """Keep a lever file's bytes under the next number, within a transaction of `Ledger.write`; the trail says so.

    The arguments are as in `Checkpoint`.

    Returns:
        The number.
    """
    from sqlalchemy import func, select

    from optimization.governance.ledger.governance_tables import checkpoints

    number: int = connection.execute(select(func.coalesce(func.max(checkpoints.c.number), 0) + 1)).scalar_one()
    sha256 = sha256_of(content)
    connection.execute(
        checkpoints.insert().values(
            number=number,
            created_at=datetime.now(UTC),
            created_by=user,
            scenario_id=scenario_id,
            lever_file=str(lever_file),
            content=content,
            sha256=sha256,
            parameters=dict(parameters),
            details=dict(metadata),
            baseline=None if baseline is None else {**vars(baseline), "metrics": dict(baseline.metrics)},
            proposal_number=None if proposal_id is None else proposal_number(proposal_id),
            phase=phase,
        )
    )
    append_file_event(
        connection,
        ImplementationEvent.CHECKPOINT,
        user=user,
        scenario_id=scenario_id,
        lever_file=str(lever_file),
        file_sha256=sha256,
        checkpoint_id=checkpoint_id_of(number),
        proposal_id=proposal_id,
        phase=phase,
    )
    return number


def _require_as_kept(connection: Connection, checkpoint: Checkpoint) -> None:
    name, found, told = checkpoint.checkpoint_id, sha256_of(checkpoint.content), _told_sha256(connection, checkpoint)
    if found == checkpoint.sha256 == told:
        return
    raise PlanwiseError(
        f"{name} does not hold what was kept: the SHA-256 of its bytes is {found}, that beside them "
        f"{checkpoint.sha256}, and that in the audit trail {told or 'nowhere to be found'}. Somebody or something has "
        "changed the ledger; `planwise audit verify` says whether the audit trail is sound. Restore the ledger from a "
        "backup, or choose another checkpoint (`planwise checkpoint list`). Nothing was changed."
    )


def _told_sha256(connection: Connection, checkpoint: Checkpoint) -> str | None:
    """What the audit trail says that the checkpoint's bytes are; None where it says nothing of them."""
    from sqlalchemy import select

    from optimization.governance.ledger.governance_tables import audit_entries

    entry, name = audit_entries.c.entry, checkpoint.checkpoint_id
    newest_first = (
        select(entry)
        .where(audit_entries.c.action == str(AuditAction.IMPLEMENTATION_EVENT))
        # The text narrows the search, and the fields decide.
        .where(entry.contains(f'"checkpoint_id":"{name}"', autoescape=True))
        .order_by(audit_entries.c.sequence.desc())
    )
    for row in connection.execute(newest_first):
        details = json.loads(row.entry)["details"]
        if details.get("event_type") == ImplementationEvent.CHECKPOINT and not details.get(LOGGED_BY_HAND):
            return str(details["file_sha256"])
    return None


def _checkpoint(row: Row[Any]) -> Checkpoint:
    return Checkpoint(
        checkpoint_id=checkpoint_id_of(row.number),
        created_at=row.created_at,
        created_by=row.created_by,
        scenario_id=row.scenario_id,
        lever_file=row.lever_file,
        content=row.content,
        sha256=row.sha256,
        parameters=row.parameters,
        metadata=row.details,
        baseline=None if row.baseline is None else Baseline(**row.baseline),
        proposal_id=None if row.proposal_number is None else proposal_id_of(row.proposal_number),
        phase=row.phase,
    )
