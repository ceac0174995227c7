"""A proposal as a search would record it, without the search: for tests of what happens to proposals."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime

from optimization.governance.ledger.ledger import Ledger
from optimization.governance.proposals.proposals import Proposal, record_proposal
from optimization.governance.risk_assessment.risk_context import BusinessContext
from optimization.governance.risk_assessment.risk_report import risk_report
from optimization.governance.risk_assessment.risk_rules import load_risk_rules
from optimization.governance.runs.run_kinds import RunKind
from optimization.governance.runs.runs import SearchRun, record_run
from optimization.parameters.changed_levers import changed_levers
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_file import read_lever_file
from optimization.parameters.lever_risk import RiskLevel
from optimization.places import Places


def record_search(ledger: Ledger, *, user: str, scenario_id: str = "default") -> SearchRun:
    """A target loop that has ended."""
    run = SearchRun(
        run_id=f"loop-20250102-030405-{secrets.token_hex(3)}",
        kind=RunKind.TARGET_LOOP,
        scenario_id=scenario_id,
        started_at=datetime.now(UTC),
        user=user,
        config={},
        fingerprints={"census": "c" * 64, "levers": "1" * 64},
    )
    with record_run(ledger, run) as outcome:
        outcome.finish(status="converged", result={})
    return run


def propose(
    ledger: Ledger, places: Places, changes: Mapping[LeverCell, float], *, user: str, risk: RiskLevel
) -> Proposal:
    """A proposal of `user` for rows of the default scenario that stand in the lever file now, with the risk given."""
    catalogue = load_lever_catalogue()
    rows = read_lever_file(places.levers, catalogue)
    before = {row.cell: float(row.value) for row in rows if row.scenario_id == "default"}
    report = risk_report(
        changed_levers(before, before | dict(changes), catalogue), BusinessContext(), load_risk_rules(), sources={}
    )
    return record_proposal(
        ledger,
        run=record_search(ledger, user=user),
        before=before,
        changes=changes,
        lever_rows=rows,
        risk_report={**report, "proposal_risk_level": str(risk)},
    )
