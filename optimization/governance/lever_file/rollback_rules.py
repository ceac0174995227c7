"""What a rollback may not do unless it is forced, and what it never may."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from optimization.errors import BadInputError
from optimization.governance.checkpoints import Checkpoint, checkpoint_within
from optimization.governance.lever_file.held_lever_file import HeldLeverFile
from optimization.governance.lever_file.lever_file_trail import differing_rows
from optimization.governance.lever_file.lever_writes import LeverWrite, content_after
from optimization.governance.lever_file.shown_rows import shown_rows

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
    """Refuse to undo other proposals than the checkpoint's, and changes that no write of the ledger made.

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
    others = sorted({write.proposal_id or "" for write in undone} - {checkpoint.proposal_id})
    if others and checkpoint.proposal_id is not None:
        raise BadInputError(
            f"{', '.join(others)} came into force after {checkpoint.checkpoint_id} was made; going back would undo "
            "that too. Roll that back first, or force this one: a checkpoint of today's file is kept either way. "
            "Nothing was changed."
        )
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
            "back would undo that too. Put it back first, or force the rollback: a checkpoint of today's file is kept "
            "either way. Nothing was changed."
        )


def _differences(held: HeldLeverFile, known: bytes, found: bytes) -> list[str]:
    if known == found:
        return []
    rows = differing_rows(known, found, held.path, held.catalogue)
    return ["the file cannot be read as a lever file"] if rows is None else rows or ["only its formatting"]
