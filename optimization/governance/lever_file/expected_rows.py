"""What a lever file's rows should be by the ledger, and the refusal to go on where they are others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from optimization.errors import BadInputError
from optimization.governance.lever_file.held_lever_file import HeldLeverFile
from optimization.governance.lever_file.lever_writes import LeverWrite, content_after
from optimization.governance.lever_file.shown_rows import shown_rows
from optimization.governance.proposals.proposals import Proposal
from optimization.parameters.lever_rows import LeverKey, RowState, row_differences

if TYPE_CHECKING:
    from sqlalchemy import Connection


def rows_after(connection: Connection, held: HeldLeverFile, writes: Sequence[LeverWrite]) -> dict[LeverKey, RowState]:
    """What the first of these writes left, with the rows that the others moved; what else came between them is out."""
    first, *others = writes
    states = held.states(content_after(connection, first))
    for write in others:
        after = held.states(content_after(connection, write))
        for row in write.moved:
            if row.key in after:
                states[row.key] = after[row.key]
            else:
                states.pop(row.key, None)
    return states


def require_as_proposed(held: HeldLeverFile, proposal: Proposal) -> None:
    """Refuse a lever file that says something else than when a proposal was computed.

    Raises:
        BadInputError: naming the rows.
    """
    next_step = "Put them back, or ask the search again."
    _require_rows(held, proposal.lever_rows or {}, since=f"{proposal.proposal_id} was computed", next_step=next_step)


def require_as_applied(
    connection: Connection, held: HeldLeverFile, proposal: Proposal, *, in_force: Sequence[LeverWrite]
) -> None:
    """Refuse a lever file that is not as a proposal's last write and the later ones of other proposals left it.

    Args:
        connection: of the transaction that would record the next phase.
        held: the lever file.
        proposal: at least one phase of it is in force.
        in_force: the writes in force, of all proposals.

    Raises:
        BadInputError: naming the rows; or the proposal that has changed rows that this one is about.
    """
    name = proposal.proposal_id
    last = max(place for place, write in enumerate(in_force) if write.proposal_id == name)
    _refuse_shared_rows(proposal, in_force[: last + 1], in_force[last + 1 :])
    _require_rows(
        held,
        rows_after(connection, held, in_force[last:]),
        since=f"{name} was last applied",
        next_step=f"Put them back, or undo the rollout: `planwise proposal rollback {name}`.",
    )


def _refuse_shared_rows(proposal: Proposal, until_then: Sequence[LeverWrite], since: Sequence[LeverWrite]) -> None:
    name = proposal.proposal_id
    own = {LeverKey(proposal.scenario_id, cell) for cell in proposal.changes_by_cell}
    own |= {row.key for write in until_then if write.proposal_id == name for row in write.moved}
    for write in reversed(since):
        rows = [row.text for row in write.moved if row.key in own]
        if rows:
            raise BadInputError(
                f"{write.proposal_id} has changed what {name} is about since {name} was last applied: "
                f"{shown_rows(rows)}Roll {write.proposal_id} back first, or leave {name} as it is and ask the search "
                "again. Nothing was changed."
            )


def _require_rows(held: HeldLeverFile, expected: Mapping[LeverKey, RowState], *, since: str, next_step: str) -> None:
    others = differing_texts(expected, held.states())
    if others:
        raise BadInputError(
            f"{held.path} has moved since {since}: {shown_rows(others)}{next_step} Nothing was changed."
        )


def differing_texts(
    expected: Mapping[LeverKey, RowState], found: Mapping[LeverKey, RowState], keys: Collection[LeverKey] | None = None
) -> list[str]:
    """The rows that are not as expected, a phrase each; of these keys where they are given."""
    return [each.text for each in row_differences(expected, found) if keys is None or each.key in keys]
