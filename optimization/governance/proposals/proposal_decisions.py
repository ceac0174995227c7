"""The decision that a proposal carries out."""

from __future__ import annotations

from optimization.governance.decision_records.decision_store import DecisionRecord, find_decision
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.proposals.proposals import proposal_number


def latest_decision_on(ledger: Ledger, proposal_id: str) -> DecisionRecord | None:
    """The decision recorded last of those that a proposal carries out; None where none is recorded.

    Raises:
        BadInputError: the id is no proposal's.
        PlanwiseError: the ledger cannot be read.
    """
    from sqlalchemy import select

    from optimization.governance.ledger.governance_tables import decisions

    newest_first = (
        select(decisions.c.decision_id)
        .where(decisions.c.proposal_number == proposal_number(proposal_id))
        .order_by(decisions.c.created_at.desc(), decisions.c.decision_id.desc())
    )
    with ledger.read() as connection:
        decision_id = connection.scalar(newest_first.limit(1))
    return None if decision_id is None else find_decision(ledger, decision_id)
