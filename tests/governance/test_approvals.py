"""Approvals: another person than the proposer, as many as the risk asks for, and every attempt on record."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from optimization.errors import BadInputError
from optimization.governance.ledger.governance_tables import audit_entries
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.ledger.ledger_tables import proposals
from optimization.governance.proposals.approval_trail import ApprovalAction
from optimization.governance.proposals.approvals import Approval, approve, list_approvals, reject, request_changes
from optimization.governance.proposals.proposal_content import content_sha256
from optimization.governance.proposals.proposals import Proposal, ProposalState, find_proposal, record_proposal
from optimization.governance.runs.runs import SearchRun, record_run
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_risk import RiskLevel

CELL = LeverCell(2025, 1, "merit_base")
PRP_1 = "PRP-000001"

Propose = Callable[[RiskLevel], Proposal]


@pytest.fixture
def propose(ledger: Ledger, search_run: SearchRun) -> Propose:
    """Puts a change of the risk asked for forward, in the name of the analyst."""
    with record_run(ledger, search_run) as outcome:
        outcome.finish(status="converged", result={})

    def put_forward(risk: RiskLevel) -> Proposal:
        return record_proposal(
            ledger,
            run=search_run,
            before={CELL: 0.032},
            changes={CELL: 0.03},
            lever_rows=(),
            risk_report={"proposal_risk_level": str(risk)},
        )

    return put_forward


def spoken(ledger: Ledger) -> list[tuple[str, dict[str, Any]]]:
    """Who said what about proposals since they were put forward, as the audit trail tells it."""
    with ledger.read() as connection:
        rows = connection.execute(
            audit_entries.select().where(audit_entries.c.action == "APPROVAL_ACTION").order_by(audit_entries.c.sequence)
        ).all()
    told = [(row.user_id, json.loads(row.entry)["details"]) for row in rows]
    return [(user, details) for user, details in told if details["approval_action"] != ApprovalAction.PROPOSED]


@pytest.mark.parametrize("risk", [RiskLevel.LOW, RiskLevel.MEDIUM])
def test_one_other_person_approves_a_low_or_medium_risk(ledger: Ledger, propose: Propose, risk: RiskLevel) -> None:
    propose(risk)
    assert approve(ledger, PRP_1, user="approver", comments="within budget").state is ProposalState.APPROVED
    assert find_proposal(ledger, PRP_1).state is ProposalState.APPROVED
    sha256 = content_sha256(find_proposal(ledger, PRP_1))
    assert spoken(ledger) == [
        (
            "approver",
            {
                "proposal_id": PRP_1,
                "approval_action": "APPROVED",
                "comments": "within budget",
                "content_sha256": sha256,
            },
        )
    ]


def test_a_high_risk_waits_for_a_second_person(ledger: Ledger, propose: Propose) -> None:
    propose(RiskLevel.HIGH)
    assert approve(ledger, PRP_1, user="approver", comments="").state is ProposalState.PROPOSED
    with pytest.raises(BadInputError, match=r"'Approver' has approved PRP-000001 already.*HIGH, which 2 people must"):
        approve(ledger, PRP_1, user="Approver", comments="")
    assert find_proposal(ledger, PRP_1).state is ProposalState.PROPOSED
    assert approve(ledger, PRP_1, user="second approver", comments="").state is ProposalState.APPROVED
    assert [approval.user for approval in list_approvals(ledger, PRP_1)] == ["approver", "second approver"]


@pytest.mark.parametrize("name", ["analyst", "Analyst", " ANALYST ", "ａｎａｌｙｓｔ"])
def test_the_proposer_cannot_approve_under_any_spelling(ledger: Ledger, propose: Propose, name: str) -> None:
    propose(RiskLevel.LOW)
    with pytest.raises(BadInputError, match="'analyst' proposed PRP-000001, and who proposes cannot approve"):
        approve(ledger, PRP_1, user=name, comments="mine")
    assert find_proposal(ledger, PRP_1).state is ProposalState.PROPOSED
    assert list_approvals(ledger, PRP_1) == ()


def test_a_refused_attempt_is_kept_with_its_reason(ledger: Ledger, propose: Propose) -> None:
    propose(RiskLevel.LOW)
    with pytest.raises(BadInputError) as refused:
        approve(ledger, PRP_1, user="analyst", comments="mine")
    assert spoken(ledger) == [
        (
            "analyst",
            {
                "proposal_id": PRP_1,
                "approval_action": "REFUSED",
                "attempted": "APPROVED",
                "comments": "mine",
                "reason": str(refused.value),
            },
        )
    ]


def test_nobody_can_approve_a_critical_risk(ledger: Ledger, propose: Propose) -> None:
    propose(RiskLevel.CRITICAL)
    with pytest.raises(BadInputError, match=r"CRITICAL, which nobody can approve. Ask the search again"):
        approve(ledger, PRP_1, user="approver", comments="")
    assert reject(ledger, PRP_1, user="approver", comments="too far").state is ProposalState.REJECTED


def test_a_proposal_whose_risk_was_never_assessed_cannot_be_approved(ledger: Ledger, propose: Propose) -> None:
    propose(RiskLevel.LOW)
    with ledger.write() as connection:  # as a first version of the program left it
        connection.execute(proposals.update().values(risk_level=None, risk_report=None, lever_rows=None))
    with pytest.raises(BadInputError, match=r"assessed no risk.*Ask the search again"):
        approve(ledger, PRP_1, user="approver", comments="")


@pytest.mark.parametrize(
    ("decide", "action", "state"),
    [
        (reject, ApprovalAction.REJECTED, ProposalState.REJECTED),
        (request_changes, ApprovalAction.REQUESTED_CHANGES, ProposalState.CHANGES_REQUESTED),
    ],
)
def test_one_no_is_enough_whoever_agreed_before(
    ledger: Ledger,
    propose: Propose,
    decide: Callable[..., Proposal],
    action: ApprovalAction,
    state: ProposalState,
) -> None:
    propose(RiskLevel.HIGH)
    approve(ledger, PRP_1, user="approver", comments="")
    assert decide(ledger, PRP_1, user="second approver", comments="cola first").state is state
    first, second = list_approvals(ledger, PRP_1)
    assert (first.action, first.user) == (ApprovalAction.APPROVED, "approver")
    assert second == Approval(action=action, user="second approver", acted_at=second.acted_at, comments="cola first")
    assert first.acted_at <= second.acted_at


@pytest.mark.parametrize("decide", [reject, request_changes])
def test_the_proposer_may_take_a_proposal_back(
    ledger: Ledger, propose: Propose, decide: Callable[..., Proposal]
) -> None:
    propose(RiskLevel.LOW)
    assert decide(ledger, PRP_1, user="analyst", comments="superseded").state is not ProposalState.PROPOSED


@pytest.mark.parametrize("decide", [approve, reject, request_changes])
def test_what_is_decided_is_not_decided_again(
    ledger: Ledger, propose: Propose, decide: Callable[..., Proposal]
) -> None:
    propose(RiskLevel.LOW)
    reject(ledger, PRP_1, user="approver", comments="")
    with pytest.raises(BadInputError, match=r"is rejected, and nothing is decided on it any more\. Ask the"):
        decide(ledger, PRP_1, user="second approver", comments="")
    assert find_proposal(ledger, PRP_1).state is ProposalState.REJECTED
    assert [details["approval_action"] for _, details in spoken(ledger)] == ["REJECTED", "REFUSED"]


def test_a_decision_on_an_unknown_proposal_leaves_nothing_behind(ledger: Ledger) -> None:
    with pytest.raises(BadInputError, match="Unknown proposal 'PRP-000001'"):
        approve(ledger, PRP_1, user="approver", comments="")
    assert spoken(ledger) == []


@pytest.mark.parametrize(
    "tampered",
    [
        {"changes": [{**CELL._asdict(), "before": 0.032, "after": 0.031}]},
        {"risk_level": "LOW"},
        {"proposer": "second analyst"},
        {"lever_rows": [["default", *CELL, "0.031", False]]},
        {"risk_report": {"proposal_risk_level": "LOW"}},
    ],
    ids=lambda tampered: next(iter(tampered)),
)
def test_what_was_not_proposed_so_cannot_be_approved_and_can_be_rejected(
    ledger: Ledger, propose: Propose, tampered: dict[str, Any]
) -> None:
    propose(RiskLevel.MEDIUM)
    with ledger.write() as connection:
        connection.execute(proposals.update().values(**tampered))
    with pytest.raises(BadInputError, match="PRP-000001 does not say any more what was proposed: somebody changed it"):
        approve(ledger, PRP_1, user="approver", comments="")
    assert [details["approval_action"] for _, details in spoken(ledger)] == ["REFUSED"]
    assert reject(ledger, PRP_1, user="approver", comments="").state is ProposalState.REJECTED


def test_a_comment_stays_on_its_line(ledger: Ledger, propose: Propose) -> None:
    propose(RiskLevel.HIGH)
    forged = "fine.\n Approved by second approver\x1b[2K\u2028on 2025-01-02"
    approve(ledger, PRP_1, user="approver", comments=forged)
    (approval,) = list_approvals(ledger, PRP_1)
    assert approval.comments == "fine. Approved by second approver [2K on 2025-01-02"
    assert spoken(ledger)[0][1]["comments"] == approval.comments


def test_a_comment_that_is_no_text_is_bad_input(ledger: Ledger, propose: Propose) -> None:
    propose(RiskLevel.LOW)
    with pytest.raises(BadInputError, match=r"The comment 'caf\\udce9' holds bytes that are no UTF-8"):
        approve(ledger, PRP_1, user="approver", comments="caf\udce9")
    assert spoken(ledger) == []
