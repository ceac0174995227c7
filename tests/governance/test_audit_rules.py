"""The rules of compliance, against histories written by hand: all kept, and each broken alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from optimization.governance.audit_trail.audit_chain import AuditAction, AuditEntry
from optimization.governance.audit_trail.audit_rules import Finding
from optimization.governance.audit_trail.changes_approved import ChangesApproved
from optimization.governance.audit_trail.searches_ended import SearchesEnded
from optimization.governance.governance_settings import Approvals
from optimization.parameters.lever_risk import RiskLevel

APPROVALS = Approvals(
    description="as the tests need it",
    source="the tests",
    approvers={RiskLevel.LOW: 1, RiskLevel.MEDIUM: 1, RiskLevel.HIGH: 2},
    refused=(RiskLevel.CRITICAL,),
)

# An entry: its action, who acted, and its details.
Told = tuple[str, str, dict[str, Any]]


COLA = {"fiscal_year": 2025, "job_level": 1, "parameter_name": "cola_rate"}
MERIT = {**COLA, "parameter_name": "merit_base"}
PROPOSAL = {"proposal_id": "PRP-000001", "content_sha256": "a" * 64}


def proposed(risk: str = "MEDIUM", by: str = "analyst") -> Told:
    changes = [{**COLA, "before": 0.015, "after": 0.02}, {**MERIT, "before": 0.04, "after": 0.03}]
    return "APPROVAL_ACTION", by, {**PROPOSAL, "approval_action": "PROPOSED", "risk_level": risk, "changes": changes}


def approved(by: str = "approver", action: str = "APPROVED", content: str = "a" * 64) -> Told:
    return "APPROVAL_ACTION", by, {**PROPOSAL, "approval_action": action, "content_sha256": content}


def applied(
    by: str = "analyst", cell: Mapping[str, Any] = COLA, value: float = 0.02, restored: str | None = None
) -> Told:
    details = {"proposal_id": "PRP-000001", "parameter": "a lever", **cell, "old_value": 0.015, "new_value": value}
    return "PARAMETER_CHANGE", by, {**details, "restored_checkpoint_id": restored}


def written(kind: str = "apply") -> Told:
    return "IMPLEMENTATION_EVENT", "analyst", {"event_type": "COMPLETION", "proposal_id": "PRP-000001", "kind": kind}


def said_by_hand(by: str, action: str = "APPROVED") -> Told:
    return "APPROVAL_ACTION", by, {"approval_action": action, "logged_by_hand": True}


CHANGED_BY_HAND: Told = ("PARAMETER_CHANGE", "analyst", {"parameter": "cola_rate", "logged_by_hand": True})
EXTERNAL: Told = (
    "IMPLEMENTATION_EVENT",
    "analyst",
    {"event_type": "EXTERNAL_CHANGE", "lever_file": "levers.csv", "row_differences": ["row 1: 0.01 -> 0.02"]},
)
RESTORED: Told = (
    "PARAMETER_CHANGE",
    "analyst",
    {"proposal_id": None, "parameter": "cola_rate", "restored_checkpoint_id": "CHK-000001"},
)


def history(told: Sequence[Told], *, scenario_id: str = "default") -> list[AuditEntry]:
    return [
        AuditEntry(
            sequence=sequence,
            recorded_at=datetime(2025, 3, sequence, tzinfo=UTC),
            action=AuditAction(action),
            scenario_id=scenario_id,
            user_id=user,
            details=details,
            entry="",
            previous_hash="",
            entry_hash="",
        )
        for sequence, (action, user, details) in enumerate(told, start=1)
    ]


def findings_on_changes(entries: Sequence[AuditEntry]) -> list[Finding]:
    rule = ChangesApproved(APPROVALS)
    for entry in entries:
        rule.see(entry, is_judged=True)
    return rule.findings


@pytest.mark.parametrize(
    "told",
    [
        [],
        [proposed(), approved(), applied(), applied("approver")],
        [proposed("HIGH"), approved("approver"), approved("second approver"), applied()],
        [proposed(), approved(action="REFUSED"), approved("second approver"), applied()],
        [proposed("CRITICAL"), approved()],
        [said_by_hand("approver"), CHANGED_BY_HAND],
        [said_by_hand("approver", "REJECTED"), said_by_hand("approver"), CHANGED_BY_HAND],
        [proposed(), approved(), applied(), applied(cell=MERIT, value=0.03), written()],
        # Half of the way, all of it, half of it again by a rollback, and then the rest.
        [
            *(proposed(), approved(), applied(value=0.0175), applied(cell=MERIT, value=0.035), written("phase")),
            *(applied(), applied(cell=MERIT, value=0.03), written("phase")),
            *(applied(value=0.0175, restored="CHK-000002"), applied(), approved(action="COMPLETED")),
        ],
        [proposed(), approved(), applied(cell={**COLA, "fiscal_year": 2026}, value=0.015)],
        [RESTORED],
        [("IMPLEMENTATION_EVENT", "analyst", {"event_type": "ROLLBACK"})],
    ],
)
def test_changes_that_others_approved_keep_the_rule(told: Sequence[Told]) -> None:
    assert findings_on_changes(history(told)) == []


@pytest.mark.parametrize(
    ("told", "sequence", "said"),
    [
        (
            [proposed(), applied()],
            2,
            "approval of 0 people other than its proposer; its risk is MEDIUM, which asks for 1",
        ),
        ([proposed(), applied(), approved()], 2, "approval of 0 people"),
        ([proposed(), approved("analyst"), applied()], 3, "approval of 0 people"),
        ([proposed(), approved(" Analyst"), applied()], 3, "approval of 0 people"),
        ([proposed(), approved(action="REFUSED"), applied()], 3, "approval of 0 people"),
        (
            [proposed("HIGH"), approved(), applied()],
            3,
            "approval of 1 people other than its proposer; its risk is HIGH",
        ),
        ([proposed("HIGH"), approved(), approved("Approver "), applied()], 4, "approval of 1 people"),
        ([proposed("CRITICAL"), approved(), approved("second approver"), applied()], 4, "which nobody can approve"),
        ([approved(), applied()], 2, "nobody is recorded to have proposed it"),
        ([proposed(), said_by_hand("approver"), applied()], 3, "approval of 0 people"),
        ([CHANGED_BY_HAND], 1, "cola_rate was changed outside of a proposal, and nobody had approved that"),
        ([CHANGED_BY_HAND, said_by_hand("approver")], 1, "nobody had approved that"),
        ([said_by_hand("approver"), said_by_hand("approver", "REJECTED"), CHANGED_BY_HAND], 3, "nobody had approved"),
        ([said_by_hand("ANALYST"), CHANGED_BY_HAND], 2, "by 'analyst', who had approved it too"),
        (
            [EXTERNAL],
            1,
            "levers.csv was changed by something that is not in the trail, and approved by nobody, found by 'analyst': "
            "row 1: 0.01 -> 0.02.",
        ),
        ([proposed(), approved("ａｎａｌｙｓｔ"), applied()], 3, "approval of 0 people"),
        ([proposed(), approved(content="b" * 64), applied()], 3, "approval of 0 people"),
        ([proposed(), approved(), applied(value=0.021)], 3, "the value 0.021, but was to bring it from 0.015 to 0.02"),
        ([proposed(), approved(), applied(value=0.0149)], 3, "the value 0.0149, but was to bring it from 0.015"),
        ([proposed(), approved(), applied(cell={**COLA, "job_level": 2})], 3, "but it was not proposed to change"),
        (
            [proposed(), approved(), applied(), written()],
            4,
            "was applied whole, but 1 of the 2 values that it proposed did not come into force",
        ),
        (
            [proposed(), approved(), applied(value=0.0175), applied(cell=MERIT, value=0.03), written()],
            5,
            "1 of the 2 values",
        ),
        (
            [proposed(), approved(), applied(), applied(cell=MERIT, value=0.035), approved(action="COMPLETED")],
            5,
            "1 of the 2 values",
        ),
    ],
)
def test_a_change_without_the_approvals_it_needs_is_found(told: Sequence[Told], sequence: int, said: str) -> None:
    (finding,) = findings_on_changes(history(told))
    assert finding.sequence == sequence
    assert said in finding.reason


def test_an_approval_of_another_scenario_does_not_cover_a_change() -> None:
    entries = [*history([said_by_hand("approver")], scenario_id="other"), *history([CHANGED_BY_HAND])]
    assert len(findings_on_changes(entries)) == 1


def test_only_judged_changes_are_found_while_approvals_count_from_before() -> None:
    rule = ChangesApproved(APPROVALS)
    *before, last = history([CHANGED_BY_HAND, proposed(), approved(), applied()])
    for entry in before:
        rule.see(entry, is_judged=False)
    rule.see(last, is_judged=True)
    assert rule.findings == []


def started(run_id: str | None, by: str = "analyst") -> Told:
    return "OPTIMIZATION_START", by, {"run_id": run_id}


def ended(run_id: str | None, by: str = "analyst", *, has_result: bool = True, seconds: float | None = 2.0) -> Told:
    details = {"run_id": run_id, "has_result": has_result, "execution_time_seconds": seconds}
    return "OPTIMIZATION_COMPLETE", by, details


def seen(told: Sequence[Told], *, judged: Sequence[int] | None = None) -> SearchesEnded:
    rule = SearchesEnded()
    for entry in history(told):
        rule.see(entry, is_judged=judged is None or entry.sequence in judged)
    return rule


def test_searches_that_ended_either_way_keep_the_rule() -> None:
    rule = seen(
        [started("a"), started("b"), ended("b", has_result=False), ended("a"), started("c"), ended("c", seconds=None)]
    )
    assert (rule.started, rule.completed, rule.failed, rule.durations_seconds) == (3, 2, 1, [2.0])
    assert (rule.findings(()), rule.under_way(())) == ([], 0)


def test_a_search_without_an_end_is_found_unless_it_is_under_way() -> None:
    rule = seen([started("a"), started("b"), started("c"), ended("b")])
    (finding,) = rule.findings({"c"})
    assert (finding.sequence, rule.under_way({"c"})) == (1, 1)
    assert finding.reason == (
        "a started, and is not recorded to have ended. If its process was killed, `planwise doctor` settles it, on the "
        "machine that it ran on."
    )


def test_searches_logged_by_hand_end_in_their_order_by_user() -> None:
    rule = seen([started(None), started(None), started(None, "approver"), ended(None), ended(None, "approver")])
    assert [finding.sequence for finding in rule.findings(())] == [2]
    assert rule.completed == 2


def test_an_end_without_a_start_counts_for_nothing() -> None:
    rule = seen([ended("a"), ended(None)])
    assert (rule.started, rule.completed, rule.findings(())) == (0, 0, [])


def test_a_search_of_the_period_may_end_after_it_and_one_from_before_does_not_count() -> None:
    rule = seen([started("before"), started("within"), ended("before"), ended("within")], judged=[2, 3])
    assert (rule.started, rule.completed, rule.findings(())) == (1, 1, [])
