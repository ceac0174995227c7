"""How much of each proposal the lever file holds, by the writes that were made to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from optimization.governance.lever_file.lever_writes import LeverWrite, LeverWriteState, done_writes, writes_where
from optimization.governance.proposals.proposals import proposal_number

if TYPE_CHECKING:
    from sqlalchemy import Connection


def phases_applied(connection: Connection, proposal_id: str) -> int:
    """How many phases of a proposal are in force; one that was applied whole has all it has, and at least one."""
    return phases_in_force(own_writes_in_force(connection, proposal_id)).get(proposal_id, 0)


def own_writes_in_force(connection: Connection, proposal_id: str) -> tuple[LeverWrite, ...]:
    """The writes of a proposal that are in force, in order; a rollback of it goes back to the checkpoint of one."""
    from optimization.governance.ledger.governance_tables import lever_writes

    own = writes_where(
        connection,
        lever_writes.c.proposal_number == proposal_number(proposal_id),
        lever_writes.c.state == str(LeverWriteState.DONE),
    )
    if not own:
        return ()
    # Every write for a proposal is to the same file.
    in_force = writes_in_force(done_writes(connection, own[-1].lever_file))
    return tuple(write for write in in_force if write.proposal_id == proposal_id)


def writes_in_force(writes: Sequence[LeverWrite]) -> tuple[LeverWrite, ...]:
    """Those of the done writes of one lever file, given in order, that no rollback has undone.

    A rollback undoes everything since its checkpoint was made, and is itself no write that is in force.
    """
    for place in reversed(range(len(writes))):
        restored = writes[place].restored_checkpoint
        if restored is not None:
            return (*writes_in_force(writes_before(restored, writes)), *writes[place + 1 :])
    return tuple(writes)


def writes_before(checkpoint_number: int, writes: Sequence[LeverWrite]) -> tuple[LeverWrite, ...]:
    """Those of the writes that were made before a checkpoint was."""
    return tuple(write for write in writes if write.checkpoint_number < checkpoint_number)


def phases_in_force(in_force: Sequence[LeverWrite]) -> Mapping[str, int]:
    """How many phases of each proposal the writes in force have brought."""
    return {write.proposal_id: write.phase for write in in_force if write.proposal_id is not None and write.phase}
