"""What may follow what in the life of a proposal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from optimization.errors import BadInputError
from optimization.governance.proposals.proposals import ProposalState, proposal_id_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

LEGAL_MOVES: Mapping[ProposalState, tuple[ProposalState, ...]] = {
    ProposalState.PROPOSED: (ProposalState.APPROVED, ProposalState.REJECTED, ProposalState.CHANGES_REQUESTED),
    ProposalState.APPROVED: (ProposalState.APPLIED,),
    ProposalState.REJECTED: (),
    ProposalState.CHANGES_REQUESTED: (),
    ProposalState.APPLIED: (ProposalState.ROLLED_BACK, ProposalState.COMPLETED),
    ProposalState.ROLLED_BACK: (),
    ProposalState.COMPLETED: (),
}


def refusal_to_move(proposal_id: str, state: ProposalState, to: ProposalState) -> str | None:
    """Why a proposal in a state cannot come to another one: a sentence with the legal ones. None where it can."""
    legal = LEGAL_MOVES[state]
    if to in legal:
        return None
    follow = " or ".join(each.in_words for each in legal)
    follows = f"only {follow} can follow" if legal else "nothing can follow: ask the search for a new one"
    return f"{proposal_id} is {state.in_words} and cannot become {to.in_words}: after {state.in_words}, {follows}."


def move_proposal(connection: Connection, number: int, to: ProposalState) -> None:
    """Bring a proposal to another state, within a transaction of `Ledger.write`.

    Args:
        connection: of a transaction that writes.
        number: of a proposal that the ledger holds.
        to: the state to come to.

    Raises:
        BadInputError: the state that it is in cannot be followed by that one; names the state and the legal ones.
    """
    from sqlalchemy import select

    from optimization.governance.ledger.ledger_tables import proposals

    row = connection.execute(select(proposals.c.state).where(proposals.c.number == number)).one()
    refusal = refusal_to_move(proposal_id_of(number), ProposalState(row.state), to)
    if refusal is not None:
        raise BadInputError(refusal)
    connection.execute(proposals.update().where(proposals.c.number == number).values(state=str(to)))
