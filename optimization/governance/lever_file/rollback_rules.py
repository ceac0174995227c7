"""What a rollback may not do unless it is forced, and what it never may."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from optimization.errors import BadInputError
from optimization.governance.lever_file.checkpoint_store import Checkpoint, checkpoint_within
from optimization.governance.lever_file.held_lever_file import HeldLeverFile
from optimization.governance.lever_file.lever_file_trail import differing_rows
from optimization.governance.lever_file.lever_writes import (
    LeverWrite,
    LeverWriteState,
    content_after,
    done_writes,
    writes_where,
)
from optimization.governance.lever_file.phases_in_force import writes_in_force
from optimization.governance.lever_file.shown_rows import shown_rows
from optimization.governance.proposals.proposals import ProposalState, proposal_number, proposal_within

if TYPE_CHECKING:
    from sqlalchemy import Connection


def refuse_bringing_in(checkpoint: Checkpoint, *, now: Sequence[LeverWrite], then: Sequence[LeverWrite]) -> None:
    """Refuse to bring anything into force: that takes an approval that holds, and a checkpoint is for going back.

    Args:
        checkpoint: what is to be gone back to.
        now: the writes in force.
        then: those that were when it was made.

    Raises:
        BadInputError: naming what would come into force.
    """
    brought = [write for write in then if write not in now]
    if brought:
        names = ", ".join(f"phase {write.phase} of {write.proposal_id}" for write in brought)
        raise BadInputError(
            f"{checkpoint.checkpoint_id} was made while something was in force that is not any more: {names}. A "
            "rollback brings nothing into force: apply the next phase, or ask the search for a new proposal. Nothing "
            "was changed."
        )


def refuse_undoing_others(
    connection: Connection,
    held: HeldLeverFile,
    checkpoint: Checkpoint,
    *,
    now: Sequence[LeverWrite],
    then: Sequence[LeverWrite],
) -> None:
    """Refuse to undo what is completed, other proposals than the checkpoint's, and changes that no write here made.

    Args:
        connection: of the transaction that would record the rollback.
        held: the lever file.
        checkpoint: what is to be gone back to.
        now: the writes in force.
        then: those that were when it was made.

    Raises:
        BadInputError: naming the proposals, or the rows.
    """
    undone = [write for write in now if write not in then]
    _refuse_undoing_proposals(connection, checkpoint, undone)
    if held.content == checkpoint.content:
        return
    rows, known = [], checkpoint.content
    for write in undone:
        rows += _differences(held, known, checkpoint_within(connection, write.checkpoint_id).content)
        known = content_after(connection, write)
    rows += _differences(held, known, held.content)
    if rows:
        raise BadInputError(
            f"{held.path} was changed by others since {checkpoint.checkpoint_id} was made: {shown_rows(rows)}Going "
            "back would undo that too. Put it back first, or force the rollback: today's file becomes a checkpoint "
            "then, which `planwise checkpoint export` writes to a file of its own. Nothing was changed."
        )


def checkpoint_of_cut_short(connection: Connection, proposal_id: str, lever_file: Path) -> Checkpoint | None:
    """The checkpoint before the last write of a proposal that was cut short; None where none was.

    What came into force since is not undone, not even by force: the proposal is not in force, and has no claim to it.

    Raises:
        BadInputError: something came into force since.
    """
    from optimization.governance.ledger.governance_tables import lever_writes

    cut_short = writes_where(
        connection,
        lever_writes.c.proposal_number == proposal_number(proposal_id),
        lever_writes.c.lever_file == str(lever_file),
        lever_writes.c.state == str(LeverWriteState.ABANDONED),
    )
    if not cut_short:
        return None
    checkpoint = checkpoint_within(connection, cut_short[-1].checkpoint_id)
    since = [
        write
        for write in writes_in_force(done_writes(connection, str(lever_file)))
        if write.checkpoint_number > checkpoint.number
    ]
    if since:
        raise BadInputError(
            f"{proposal_id} is not in force, and {_names(since)} came into force after {cut_short[-1].write_id} was "
            "cut short. Put the rows right by hand, or ask the search for a new proposal. Nothing was changed."
        )
    return checkpoint


def _refuse_undoing_proposals(connection: Connection, checkpoint: Checkpoint, undone: Sequence[LeverWrite]) -> None:
    """A checkpoint of a proposal undoes that one; one of no proposal whatever came since, but nothing completed."""
    name = checkpoint.checkpoint_id
    completed = [write for write in undone if _is_completed(connection, write)]
    if completed:
        raise BadInputError(
            f"{_names(completed)} came into force after {name} was made and is completed, so it stays; going back "
            "would undo it. Ask the search for a proposal that changes the levers from where they are. Nothing was "
            "changed."
        )
    others = [write for write in undone if write.proposal_id != checkpoint.proposal_id]
    if others and checkpoint.proposal_id is not None:
        newest_first = dict.fromkeys(write.proposal_id for write in reversed(others))
        commands = ", then ".join(f"`planwise proposal rollback {each}`" for each in newest_first)
        raise BadInputError(
            f"{_names(others)} came into force after {name} was made; going back would undo that too. Roll that back "
            f"first: {commands}. Nothing was changed."
        )


def _is_completed(connection: Connection, write: LeverWrite) -> bool:
    return (
        write.proposal_id is not None
        and proposal_within(connection, write.proposal_id).state is ProposalState.COMPLETED
    )


def _names(writes: Sequence[LeverWrite]) -> str:
    return ", ".join(dict.fromkeys(write.proposal_id or write.write_id for write in writes))


def _differences(held: HeldLeverFile, known: bytes, found: bytes) -> list[str]:
    if known == found:
        return []
    rows = differing_rows(known, found, held.path, held.catalogue)
    return ["the file cannot be read as a lever file"] if rows is None else rows or ["only its formatting"]
