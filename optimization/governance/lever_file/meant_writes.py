"""Intent: a write of the lever file as it is decided, and as the ledger keeps it before the file is touched."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from optimization.governance.audit_trail.audit_chain import ImplementationEvent
from optimization.governance.lever_file.checkpoint_store import Baseline, keep_checkpoint
from optimization.governance.lever_file.held_lever_file import HeldLeverFile
from optimization.governance.lever_file.lever_file_trail import append_file_event, sha256_of
from optimization.governance.lever_file.lever_writes import (
    LeverWrite,
    LeverWriteKind,
    LeverWriteState,
    WrittenRow,
    writes_where,
)
from optimization.governance.proposals.proposals import proposal_number

if TYPE_CHECKING:
    from sqlalchemy import Connection


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


def begin_write(connection: Connection, held: HeldLeverFile, meant: MeantWrite) -> LeverWrite:
    """Keep a checkpoint of the file and what is meant to come of it, within a transaction of `Ledger.write`.

    Args:
        connection: of a transaction that writes.
        held: the file, locked.
        meant: the write.

    Returns:
        The write, begun.
    """
    from sqlalchemy import func, select

    from optimization.governance.ledger.governance_tables import lever_writes

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
            is_forced=meant.is_forced,
            host=platform.node(),
            began_at=datetime.now(UTC),
        )
    )
    (begun,) = writes_where(connection, lever_writes.c.number == number)
    if meant.starts_rollout:
        append_file_event(
            connection,
            ImplementationEvent.ROLLOUT_START,
            user=begun.user,
            scenario_id=begun.scenario_id,
            lever_file=begun.lever_file,
            file_sha256=begun.before_sha256,
            write_id=begun.write_id,
            kind=str(begun.kind),
            proposal_id=begun.proposal_id,
        )
    return begun
