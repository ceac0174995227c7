"""Going back: a checkpoint's exact bytes in the lever file's place, and the proposals that it takes out of force."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimization.errors import BadInputError
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.lever_file.appliable import require_same_file
from optimization.governance.lever_file.checkpoint_store import Checkpoint, checkpoint_within
from optimization.governance.lever_file.elsewhere import how_to_reach
from optimization.governance.lever_file.held_lever_file import HeldLeverFile
from optimization.governance.lever_file.lever_file_writing import OnStep, lever_file_alone, write_lever_file
from optimization.governance.lever_file.lever_writes import (
    LeverWrite,
    LeverWriteKind,
    WrittenRow,
    content_after,
    done_writes,
)
from optimization.governance.lever_file.meant_writes import MeantWrite
from optimization.governance.lever_file.phases_in_force import (
    own_writes_in_force,
    phases_in_force,
    writes_before,
    writes_in_force,
)
from optimization.governance.lever_file.rollback_rules import (
    checkpoint_of_cut_short,
    refuse_bringing_in,
    refuse_undoing_others,
)
from optimization.governance.proposals.proposal_states import refusal_to_move
from optimization.governance.proposals.proposals import ProposalState, proposal_within
from optimization.parameters.lever_names import cell_name
from optimization.parameters.lever_rows import RowState, row_differences
from optimization.places import Places

if TYPE_CHECKING:
    from sqlalchemy import Connection


def roll_back_proposal(  # noqa: PLR0913 - who goes back to what, why, and over whose changes
    ledger: Ledger,
    places: Places,
    proposal_id: str,
    *,
    user: str,
    reason: str,
    force: bool = False,
    checkpoint_id: str | None = None,
    on_step: OnStep = lambda _step: None,
) -> LeverWrite:
    """Take an applied proposal out of force, or its last phases.

    Args:
        ledger: it holds the proposal and its checkpoints.
        places: name the lever file.
        proposal_id: what to take out.
        user: who does it.
        reason: why; it is kept.
        force: also where others changed the lever file since, a checkpoint keeps what they did; and where nothing of
            the proposal is recorded to be in force, but a write of it was cut short.
        checkpoint_id: one of the proposal's, to undo the phases after it; the first one unless given.
        on_step: told each step, and what was settled of earlier writes.

    Raises:
        BadInputError: there is no such proposal, it is not applied, the checkpoint is not one of its own, or others
            changed the lever file since; names the rows.
        PlanwiseError: somebody else writes the file, or it or the ledger cannot be written to.
    """

    def chosen(connection: Connection) -> Checkpoint:
        proposal = proposal_within(connection, proposal_id)
        if force and proposal.state is ProposalState.APPROVED and checkpoint_id is None:
            cut_short = checkpoint_of_cut_short(connection, proposal_id, held.path)
            if cut_short is not None:
                return cut_short
        refusal = refusal_to_move(proposal_id, proposal.state, ProposalState.ROLLED_BACK)
        if refusal is not None:
            raise BadInputError(refusal)
        require_same_file(connection, proposal_id, held.path)
        its_checkpoints = [write.checkpoint_id for write in own_writes_in_force(connection, proposal_id)]
        if checkpoint_id is not None and checkpoint_id not in its_checkpoints:
            raise BadInputError(
                f"{checkpoint_id} is no checkpoint that {proposal_id} can go back to, which has "
                f"{', '.join(its_checkpoints)}."
            )
        return checkpoint_within(connection, checkpoint_id or its_checkpoints[0])

    asked = _Asked(user=user, reason=reason, force=force, on_step=on_step)
    with lever_file_alone(ledger, places, user=user, on_step=on_step) as held:
        return _go_back(ledger, held, chosen, asked)


def restore_checkpoint(  # noqa: PLR0913 - as above
    ledger: Ledger,
    places: Places,
    checkpoint_id: str,
    *,
    user: str,
    reason: str,
    force: bool = False,
    on_step: OnStep = lambda _step: None,
) -> LeverWrite:
    """Bring the lever file back to any checkpoint; proposals of which nothing is left in force are rolled back.

    The arguments are as in `roll_back_proposal`.

    Raises:
        BadInputError: there is no such checkpoint, it is of another lever file, going back to it would bring something
            into force, or would undo what others than its proposal changed since.
        PlanwiseError: somebody else writes the file, or it or the ledger cannot be written to.
    """

    def chosen(connection: Connection) -> Checkpoint:
        return checkpoint_within(connection, checkpoint_id)

    asked = _Asked(user=user, reason=reason, force=force, on_step=on_step)
    with lever_file_alone(ledger, places, user=user, on_step=on_step) as held:
        return _go_back(ledger, held, chosen, asked)


@dataclass(frozen=True, kw_only=True)
class _Asked:
    user: str
    reason: str
    force: bool
    on_step: OnStep


def _go_back(
    ledger: Ledger, held: HeldLeverFile, chosen: Callable[[Connection], Checkpoint], asked: _Asked
) -> LeverWrite:
    if not asked.reason.strip():
        raise BadInputError("A rollback needs a reason: say why the levers go back.")

    def meant(connection: Connection) -> MeantWrite:
        checkpoint = chosen(connection)
        if checkpoint.lever_file != str(held.path):
            raise BadInputError(
                f"{checkpoint.checkpoint_id} is of another lever file than {held.path}. "
                f"{how_to_reach(checkpoint.lever_file)} Nothing was changed."
            )
        writes = done_writes(connection, str(held.path))
        now, then = writes_in_force(writes), writes_in_force(writes_before(checkpoint.number, writes))
        refuse_bringing_in(checkpoint, now=now, then=then)
        if not asked.force:
            refuse_undoing_others(connection, held, checkpoint, now=now, then=then)
        moved = _moved(held, checkpoint, known=content_after(connection, writes[-1]) if writes else b"")
        return MeantWrite(
            kind=LeverWriteKind.ROLLBACK,
            content=checkpoint.content,
            moved=moved,
            scenario_id=checkpoint.scenario_id,
            user=asked.user,
            reason=asked.reason.strip(),
            parameters={row.name: row.before for row in moved if row.before is not None},
            proposal_id=checkpoint.proposal_id,
            phase=None if checkpoint.proposal_id is None else phases_in_force(then).get(checkpoint.proposal_id, 0),
            restored_checkpoint=checkpoint.number,
            is_forced=asked.force,
        )

    return write_lever_file(ledger, held, meant, on_step=asked.on_step)


def _moved(held: HeldLeverFile, checkpoint: Checkpoint, *, known: bytes) -> tuple[WrittenRow, ...]:
    """The rows that change; of a file that somebody made unreadable, those since the last one that was written."""
    after = held.states(checkpoint.content)
    try:
        before = held.states()
    except BadInputError:
        before = held.states(known) if known else after
    return tuple(
        WrittenRow(
            key=difference.key,
            name=cell_name(difference.key.cell, held.catalogue),
            before=_value(difference.before),
            after=_value(difference.now),
            text=difference.text,
        )
        for difference in row_differences(before, after)
    )


def _value(state: RowState | None) -> float | None:
    return None if state is None else float(state.value)
