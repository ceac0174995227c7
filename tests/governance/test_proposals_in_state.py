"""Proposals found by where they stand, and the decision that one carries out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from optimization.governance.decisions import record_decision
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.proposals.approvals import approve
from optimization.governance.proposals.proposal_decisions import latest_decision_on
from optimization.governance.proposals.proposals import ProposalState, record_proposal
from optimization.governance.proposals.proposals_in_state import proposals_in_state
from optimization.governance.runs.runs import SearchRun, record_run
from optimization.parameters.lever_cells import LeverCell

CELL = LeverCell(2025, 1, "merit_base")
FIRST, SECOND, THIRD = "PRP-000001", "PRP-000002", "PRP-000003"


@pytest.fixture
def three(ledger: Ledger, search_run: SearchRun) -> Ledger:
    """A ledger with three proposals of one search."""
    with record_run(ledger, search_run) as outcome:
        outcome.finish(status="converged", result={})
    for _ in range(3):
        record_proposal(
            ledger,
            run=search_run,
            before={CELL: 0.032},
            changes={CELL: 0.03},
            lever_rows=(),
            risk_report={"proposal_risk_level": "LOW"},
        )
    return ledger


def test_proposals_are_found_by_their_state_oldest_first(three: Ledger) -> None:
    for proposal_id in (THIRD, FIRST):
        approve(three, proposal_id, user="approver", comments="")

    assert proposals_in_state(three, ProposalState.APPROVED) == (FIRST, THIRD)
    assert proposals_in_state(three, ProposalState.PROPOSED) == (SECOND,)
    assert proposals_in_state(three, ProposalState.APPLIED) == ()


def test_of_several_decisions_on_a_proposal_the_latest_holds(three: Ledger) -> None:
    morning = datetime(2025, 1, 2, 9, tzinfo=UTC)
    for proposal_id, rationale, hours in ((FIRST, "at first", 0), (FIRST, "at last", 2), (SECOND, "another", 3)):
        with three.write() as connection:
            record_decision(
                connection,
                scenario_id="default",
                decision_maker="analyst",
                result={"status": "converged"},
                rationale=rationale,
                now=morning + timedelta(hours=hours),
                proposal_id=proposal_id,
            )

    found = latest_decision_on(three, FIRST)
    assert found is not None
    assert found.rationale == "at last"
    assert latest_decision_on(three, THIRD) is None
