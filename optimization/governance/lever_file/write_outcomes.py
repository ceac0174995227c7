"""What came of a write of the lever file, recorded whole: the write, the proposals' states and the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from optimization.errors import PlanwiseError
from optimization.governance.audit_trail.audit_chain import AuditAction, ImplementationEvent, append_entry
from optimization.governance.lever_file.lever_file_trail import append_file_event
from optimization.governance.lever_file.lever_writes import LeverWrite, LeverWriteKind, LeverWriteState, done_writes
from optimization.governance.lever_file.phases_in_force import writes_in_force
from optimization.governance.proposals.proposal_states import move_proposal
from optimization.governance.proposals.proposals import ProposalState, proposal_number, proposal_within

if TYPE_CHECKING:
    from sqlalchemy import Connection


def record_done(connection: Connection, write: LeverWrite, *, recovered_by: str | None = None) -> LeverWrite:
    """Record that the file is as a write meant it to be, within a transaction of `Ledger.write`.

    Args:
        connection: of a transaction that writes.
        write: one that is begun.
        recovered_by: who found it made, where the process that made it came to record nothing.

    Returns:
        The write as it is now.

    Raises:
        PlanwiseError: it is ended already.
    """
    in_force_before = writes_in_force(done_writes(connection, write.lever_file))
    done = _end(connection, write, LeverWriteState.DONE)
    is_rollback = write.kind is LeverWriteKind.ROLLBACK
    proposals = _take_out(connection, write, in_force_before) if is_rollback else _bring_in(connection, write)
    recovered = {} if recovered_by is None else {"recovered_by": recovered_by}
    about = {**_about(write), **recovered}
    for row in write.moved:
        append_entry(
            connection,
            AuditAction.PARAMETER_CHANGE,
            user_id=write.user,
            scenario_id=row.key.scenario_id,
            details={
                **about,
                "parameter": row.name,
                **row.key.cell._asdict(),
                "old_value": row.before,
                "new_value": row.after,
                "change": row.text,
                "reason": write.reason,
            },
        )
    append_file_event(
        connection,
        ImplementationEvent.ROLLBACK if is_rollback else ImplementationEvent.COMPLETION,
        user=write.user,
        scenario_id=write.scenario_id,
        lever_file=write.lever_file,
        file_sha256=write.after_sha256,
        before_sha256=write.before_sha256,
        after_sha256=write.after_sha256,
        rows_moved=len(write.moved),
        reason=write.reason,
        **proposals,
        **about,
    )
    return done


def record_abandoned(
    connection: Connection, write: LeverWrite, *, file_sha256: str, found_by: str, reason: str
) -> LeverWrite:
    """Record that a write was begun and the file is not as it meant it to be; proposals stay as they are.

    Args:
        connection: of a transaction that writes.
        write: one that is begun.
        file_sha256: the file's bytes now.
        found_by: who found it so.
        reason: why it was not made, as far as that is known.

    Returns:
        The write as it is now.

    Raises:
        PlanwiseError: it is ended already.
    """
    append_file_event(
        connection,
        ImplementationEvent.INTERRUPTED,
        user=found_by,
        scenario_id=write.scenario_id,
        lever_file=write.lever_file,
        file_sha256=file_sha256,
        before_sha256=write.before_sha256,
        meant_sha256=write.after_sha256,
        begun_by=write.user,
        reason=reason,
        **_about(write),
    )
    return _end(connection, write, LeverWriteState.ABANDONED)


def _end(connection: Connection, write: LeverWrite, state: LeverWriteState) -> LeverWrite:
    from optimization.governance.ledger.governance_tables import lever_writes

    ended_at = datetime.now(UTC)
    ended = connection.execute(
        lever_writes.update()
        .where(lever_writes.c.number == write.number, lever_writes.c.state == str(LeverWriteState.BEGUN))
        .values(state=str(state), ended_at=ended_at)
    )
    if ended.rowcount == 0:
        raise PlanwiseError(
            f"{write.write_id} was settled by somebody else meanwhile: `planwise proposal show` says where its "
            "proposal stands."
        )
    return replace(write, state=state, ended_at=ended_at)


def _about(write: LeverWrite) -> dict[str, Any]:
    return {
        "write_id": write.write_id,
        "kind": str(write.kind),
        "proposal_id": write.proposal_id,
        "phase": write.phase,
        "checkpoint_id": write.checkpoint_id,
        "restored_checkpoint_id": write.restored_checkpoint_id,
    }


def _bring_in(connection: Connection, write: LeverWrite) -> dict[str, Any]:
    assert write.proposal_id is not None
    return {"proposals_moved": _move(connection, write.proposal_id, ProposalState.APPROVED, ProposalState.APPLIED)}


def _take_out(connection: Connection, write: LeverWrite, in_force_before: Sequence[LeverWrite]) -> dict[str, Any]:
    """Move each proposal that is applied and of which nothing is in force any more; one that is completed stays so."""
    in_force = writes_in_force(done_writes(connection, write.lever_file))
    undone = sorted({each.proposal_id for each in in_force_before if each not in in_force and each.proposal_id})
    left = {each.proposal_id for each in in_force}
    moved: dict[str, str] = {}
    for proposal_id in undone:
        if proposal_id not in left:
            moved |= _move(connection, proposal_id, ProposalState.APPLIED, ProposalState.ROLLED_BACK)
    return {"proposals_undone": undone, "proposals_moved": moved, "forced": write.is_forced}


def _move(connection: Connection, proposal_id: str, state: ProposalState, to: ProposalState) -> dict[str, str]:
    """Move a proposal that is in a state; one that is in another stays there."""
    if proposal_within(connection, proposal_id).state is not state:
        return {}
    move_proposal(connection, proposal_number(proposal_id), to)
    return {proposal_id: str(to)}
