"""Which proposals stand in a state of their life."""

from __future__ import annotations

from collections.abc import Sequence

from optimization.governance.ledger.ledger import Ledger
from optimization.governance.proposals.proposals import ProposalState, proposal_id_of


def proposals_in_state(ledger: Ledger, state: ProposalState) -> tuple[str, ...]:
    """The ids of the proposals that stand in a state now, oldest first.

    Raises:
        PlanwiseError: the ledger cannot be read.
    """
    from sqlalchemy import select

    from optimization.governance.ledger.ledger_tables import proposals

    in_state = select(proposals.c.number).where(proposals.c.state == str(state)).order_by(proposals.c.number)
    with ledger.read() as connection:
        numbers: Sequence[int] = connection.scalars(in_state).all()
    return tuple(map(proposal_id_of, numbers))
