"""Proposals in the ledger: what they say, and numbers without gaps whoever writes at the same time."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from optimization.errors import BadInputError, PlanwiseError
from optimization.governance.audit_trail.audit_chain import AuditAction
from optimization.governance.ledger.governance_tables import audit_entries
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.proposals.approval_trail import ApprovalAction
from optimization.governance.proposals.proposal_content import content_sha256
from optimization.governance.proposals.proposals import (
    CellChange,
    ProposalState,
    find_proposal,
    list_proposals,
    proposal_number,
    record_proposal,
)
from optimization.governance.runs.runs import SearchRun, record_run
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_file import LeverRow
from optimization.parameters.lever_risk import RiskLevel
from optimization.parameters.lever_rows import LeverKey, RowState

MERIT_1, MERIT_2, COLA_1 = (
    LeverCell(2025, 1, "merit_base"),
    LeverCell(2025, 2, "merit_base"),
    LeverCell(2025, 1, "cola_rate"),
)
TODAY = {MERIT_1: 0.032, MERIT_2: 0.031, COLA_1: 0.015}
FILE = (
    LeverRow(
        line=2,
        scenario_id="default",
        cell=MERIT_1,
        event_type="RAISE",
        value=Decimal("0.0320"),
        is_locked=True,
        created_at="2025-01-01",
        created_by="analyst",
    ),
)
RISK = {"proposal_risk_level": "HIGH", "overall_risk_score": 0.55}
COMPUTED_FROM: dict[str, Any] = {"lever_rows": FILE, "risk_report": RISK}

PROPOSE_25_TIMES_WHEN_TOLD = """
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.proposals.proposals import record_proposal
from optimization.governance.runs.runs import find_run
from optimization.parameters.lever_cells import LeverCell
from optimization.places import places
cell = LeverCell(2025, 1, "merit_base")
with open_ledger(places()) as ledger:
    run = find_run(ledger, "loop-20250102-030405-abc123").run
    print("ready", flush=True)
    input()
    for _ in range(25):
        recorded = record_proposal(
            ledger,
            run=run,
            before={cell: 0.032},
            changes={cell: 0.03},
            lever_rows=(),
            risk_report={"proposal_risk_level": "LOW"},
        )
        print(recorded.proposal_id)
"""


@pytest.fixture
def finished_run(ledger: Ledger, search_run: SearchRun) -> SearchRun:
    with record_run(ledger, search_run) as outcome:
        outcome.finish(status="converged", result={})
    return search_run


def test_a_proposal_reads_back_as_it_was_recorded(ledger: Ledger, finished_run: SearchRun) -> None:
    earliest = datetime.now(UTC)
    recorded = record_proposal(
        ledger,
        run=finished_run,
        before=TODAY,
        changes={MERIT_2: 0.1 + 0.2, COLA_1: 0.0, MERIT_1: 0.032},
        **COMPUTED_FROM,
    )
    assert recorded.proposal_id == "PRP-000001"
    assert (recorded.run_id, recorded.scenario_id, recorded.proposer) == (finished_run.run_id, "default", "analyst")
    assert recorded.state is ProposalState.PROPOSED
    # Ascending by year, level and parameter; the first level's merit keeps its value and is no change.
    assert recorded.changes == (CellChange(COLA_1, 0.015, 0.0), CellChange(MERIT_2, 0.031, 0.1 + 0.2))
    assert recorded.changes_by_cell == {COLA_1: 0.0, MERIT_2: 0.1 + 0.2}
    assert recorded.fingerprints == finished_run.fingerprints
    assert recorded.lever_rows == {LeverKey("default", MERIT_1): RowState(value=Decimal("0.032"), is_locked=True)}
    assert (recorded.risk_level, recorded.risk_report) == (RiskLevel.HIGH, RISK)
    assert earliest <= recorded.created_at <= datetime.now(UTC)
    assert find_proposal(ledger, "PRP-000001") == recorded


@pytest.mark.usefixtures("finished_run")
def test_two_processes_number_their_proposals_without_gaps(
    ledger: Ledger,
    start_on_ledger: Callable[[str], subprocess.Popen[str]],
    at_once: Callable[[list[subprocess.Popen[str]]], list[str]],
) -> None:
    told = at_once([start_on_ledger(PROPOSE_25_TIMES_WHEN_TOLD) for _ in range(2)])
    expected = [f"PRP-{number:06d}" for number in range(1, 51)]
    assert [len(printed.split()) for printed in told] == [25, 25]
    assert sorted(" ".join(told).split()) == expected
    assert [proposal.proposal_id for proposal in reversed(list_proposals(ledger, 100))] == expected


def test_a_proposal_that_is_refused_takes_no_number(ledger: Ledger, finished_run: SearchRun) -> None:
    unrecorded = replace(finished_run, run_id="loop-never-recorded")
    with pytest.raises(PlanwiseError, match="refused a record"):
        record_proposal(ledger, run=unrecorded, before=TODAY, changes={MERIT_1: 0.03}, **COMPUTED_FROM)
    assert (
        record_proposal(ledger, run=finished_run, before=TODAY, changes={MERIT_1: 0.03}, **COMPUTED_FROM).proposal_id
        == "PRP-000001"
    )


def test_the_audit_trail_tells_who_proposed_what(ledger: Ledger, finished_run: SearchRun) -> None:
    record_proposal(ledger, run=finished_run, before=TODAY, changes={MERIT_1: 0.03}, **COMPUTED_FROM)
    with ledger.read() as connection:
        entry = connection.execute(
            audit_entries.select().where(audit_entries.c.action == AuditAction.APPROVAL_ACTION)
        ).one()
    assert (entry.user_id, entry.scenario_id) == ("analyst", "default")
    assert json.loads(entry.entry)["details"] == {
        "approval_action": ApprovalAction.PROPOSED,
        "proposal_id": "PRP-000001",
        "run_id": finished_run.run_id,
        "risk_level": "HIGH",
        "changes": [
            {"fiscal_year": 2025, "job_level": 1, "parameter_name": "merit_base", "before": 0.032, "after": 0.03}
        ],
        "content_sha256": content_sha256(find_proposal(ledger, "PRP-000001")),
    }


def test_a_proposal_that_changes_nothing_is_refused(ledger: Ledger, finished_run: SearchRun) -> None:
    with pytest.raises(BadInputError, match="changes no lever of the scenario 'default'"):
        record_proposal(ledger, run=finished_run, before=TODAY, changes={MERIT_1: 0.032}, **COMPUTED_FROM)
    assert list_proposals(ledger, 1) == ()


def test_proposals_are_listed_newest_first_as_many_as_asked(ledger: Ledger, finished_run: SearchRun) -> None:
    for value in (0.01, 0.02, 0.03):
        record_proposal(ledger, run=finished_run, before=TODAY, changes={MERIT_1: value}, **COMPUTED_FROM)
    listed = list_proposals(ledger, 2)
    assert [(proposal.proposal_id, proposal.changes[0].after) for proposal in listed] == [
        ("PRP-000003", 0.03),
        ("PRP-000002", 0.02),
    ]


@pytest.mark.parametrize("given", ["PRP-000002", "PRP-1", "OPT-000001", "PRP-99999999999999999999"])
def test_an_unknown_proposal_gets_the_newest(ledger: Ledger, finished_run: SearchRun, given: str) -> None:
    record_proposal(ledger, run=finished_run, before=TODAY, changes={MERIT_1: 0.03}, **COMPUTED_FROM)
    with pytest.raises(BadInputError, match=rf"Unknown proposal '{given}'.*The newest: PRP-000001\."):
        find_proposal(ledger, given)


def test_an_id_past_six_digits_has_its_number() -> None:
    assert proposal_number("PRP-1234567") == 1234567


@pytest.mark.parametrize("given", ["OPT-000001", "PRP-1", "PRP-0000001"])
def test_what_is_no_id_has_no_number(given: str) -> None:
    with pytest.raises(BadInputError, match=f"'{given}' is no proposal's id: such an id looks like PRP-000001"):
        proposal_number(given)
