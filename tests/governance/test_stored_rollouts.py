"""Rollout plans in the ledger: kept exactly, replaced only while nothing is in force, never leading elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from optimization.errors import BadInputError
from optimization.governance.ledger.governance_tables import lever_writes
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.lever_file.checkpoint_store import Baseline, keep_checkpoint
from optimization.governance.proposals.proposal_states import move_proposal
from optimization.governance.proposals.proposals import Proposal, ProposalState, record_proposal
from optimization.governance.rollout import create_staged_rollout_plan
from optimization.governance.rollouts.rollout_plans import Rollout, find_rollout, record_rollout
from optimization.governance.runs.runs import SearchRun, record_run
from optimization.parameters.lever_cells import LeverCell
from optimization.places import Places

MERIT, COLA = LeverCell(2026, 3, "merit_base"), LeverCell(2025, 1, "cola_rate")
# A float with more digits than anybody writes: it must come back as it is.
BEFORE, AFTER = {MERIT: 0.03, COLA: 0.0}, {MERIT: 0.1 + 0.2, COLA: 0.02 / 3}
OPTIMUM = {"merit_rate_level_3@2026": 0.1 + 0.2, "cola_rate_level_1@2025": 0.02 / 3}
TODAY = {"merit_rate_level_3@2026": 0.03, "cola_rate_level_1@2025": 0.0}


@pytest.fixture
def proposal(ledger: Ledger, search_run: SearchRun) -> Proposal:
    with record_run(ledger, search_run) as outcome:
        outcome.finish(status="converged", result={})
    return record_proposal(
        ledger,
        run=search_run,
        before=BEFORE,
        changes=AFTER,
        lever_rows=(),
        risk_report={"proposal_risk_level": "LOW"},
    )


def record(ledger: Ledger, proposal: Proposal, phases: list[dict[str, Any]], tolerance: str = "high") -> Rollout:
    return record_rollout(ledger, proposal.proposal_id, user="analyst", risk_tolerance=tolerance, phases=phases)


def plan(tolerance: str = "high") -> list[dict[str, Any]]:
    return create_staged_rollout_plan(OPTIMUM, TODAY, tolerance)


def move(ledger: Ledger, *states: ProposalState) -> None:
    with ledger.write() as connection:
        for state in states:
            move_proposal(connection, 1, state)


def test_a_plan_reads_back_as_it_was_recorded_and_its_last_phase_is_the_proposal(
    ledger: Ledger, proposal: Proposal
) -> None:
    assert find_rollout(ledger, proposal.proposal_id) is None
    earliest = datetime.now(UTC)
    recorded = record(ledger, proposal, plan())
    found = find_rollout(ledger, proposal.proposal_id)
    assert found == recorded
    assert (found.created_by, found.risk_tolerance) == ("analyst", "high")
    assert earliest <= found.created_at <= datetime.now(UTC)
    assert list(found.phases) == plan()
    assert found.cells(len(found.phases)) == AFTER
    assert found.cells(1) == {
        MERIT: plan()[0]["parameters"]["merit_rate_level_3@2026"],
        COLA: plan()[0]["parameters"]["cola_rate_level_1@2025"],
    }


@pytest.mark.parametrize("phase", [0, -1, 7])
def test_a_phase_that_the_plan_does_not_have_is_refused(ledger: Ledger, proposal: Proposal, phase: int) -> None:
    """Ten times as much at no more than a half more: 1.5 ^ 5 < 10 < 1.5 ^ 6."""
    recorded = record(ledger, proposal, plan())
    with pytest.raises(BadInputError, match=f"has phases 1 to 6, not {phase}"):
        recorded.cells(phase)


def test_another_plan_takes_the_place_of_the_first_until_something_is_applied(
    ledger: Ledger, proposal: Proposal
) -> None:
    record(ledger, proposal, plan("high"))
    move(ledger, ProposalState.APPROVED)
    second = record(ledger, proposal, plan("medium"), "medium")
    assert find_rollout(ledger, proposal.proposal_id) == second
    move(ledger, ProposalState.APPLIED)
    with pytest.raises(BadInputError, match="is applied: a rollout is planned while a proposal is proposed or approve"):
        record(ledger, proposal, plan("high"))
    assert find_rollout(ledger, proposal.proposal_id) == second


@pytest.mark.parametrize("state", [ProposalState.REJECTED, ProposalState.CHANGES_REQUESTED])
def test_nothing_is_planned_for_a_proposal_that_nothing_comes_of(
    ledger: Ledger, proposal: Proposal, state: ProposalState
) -> None:
    move(ledger, state)
    with pytest.raises(BadInputError, match=f"is {state}: a rollout is planned while"):
        record(ledger, proposal, plan())


def test_a_plan_is_not_replaced_while_a_write_of_the_proposal_is_under_way(
    ledger: Ledger, home: Places, proposal: Proposal
) -> None:
    record(ledger, proposal, plan())
    begin_write(ledger, home, proposal)
    with pytest.raises(BadInputError, match="is being applied: its rollout cannot be planned anew"):
        record(ledger, proposal, plan("medium"))
    with ledger.write() as connection:
        connection.execute(lever_writes.update().values(state="abandoned"))
    assert record(ledger, proposal, plan("medium"), "medium").risk_tolerance == "medium"


def begin_write(ledger: Ledger, home: Places, proposal: Proposal) -> None:
    with ledger.write() as connection:
        checkpoint_number = keep_checkpoint(
            connection,
            lever_file=home.levers,
            content=b"",
            scenario_id="default",
            user="approver",
            parameters={},
            metadata={},
            baseline=Baseline(metrics={}, levers_sha256="0" * 64),
            proposal_id=proposal.proposal_id,
            phase=1,
        )
        connection.execute(
            lever_writes.insert().values(
                number=1,
                kind="phase",
                state="begun",
                scenario_id="default",
                lever_file=str(home.levers),
                proposal_number=1,
                phase=1,
                checkpoint_number=checkpoint_number,
                user_id="approver",
                reason="",
                before_sha256="0" * 64,
                after_sha256="1" * 64,
                after_content=b"",
                moved=[],
                is_forced=False,
                host="elsewhere",
                began_at=datetime.now(UTC),
            )
        )


@pytest.mark.parametrize(
    "parameters",
    [
        [{**OPTIMUM, "cola_rate_level_1@2025": 0.006}],
        [{"merit_rate_level_3@2026": 0.1 + 0.2}],
        [{**OPTIMUM, "promotion_raise_level_1@2025": 0.1}],
        [{"merit_rate_level_3@2026": 0.04}, OPTIMUM],
        [],
    ],
    ids=["another value", "a cell too few", "a cell too many", "a phase without a cell", "no phases"],
)
def test_a_plan_that_leads_elsewhere_than_the_proposal_is_refused(
    ledger: Ledger, proposal: Proposal, parameters: list[dict[str, float]]
) -> None:
    with pytest.raises(BadInputError, match="does not end at the values of PRP-000001"):
        record(ledger, proposal, [{"parameters": each} for each in parameters])
    assert find_rollout(ledger, proposal.proposal_id) is None


def test_a_name_of_many_cells_is_not_stored(ledger: Ledger, proposal: Proposal) -> None:
    with pytest.raises(BadInputError, match="'cola_rate@2025' stands for more than one cell"):
        record(ledger, proposal, [{"parameters": {"cola_rate@2025": 0.02}}])


def test_the_plan_of_a_proposal_that_does_not_exist_is_asked_for_in_vain(ledger: Ledger) -> None:
    with pytest.raises(BadInputError, match="Unknown proposal 'PRP-000009'"):
        find_rollout(ledger, "PRP-000009")
