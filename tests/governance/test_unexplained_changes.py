"""Changes of the lever file and of proposals that nothing in the trail explains: found without anybody writing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lever_write_home import CHANGES, COLA_1, LEVERS, approved, measured, plan_two_phases, propose_changes

from optimization.errors import BadInputError
from optimization.governance.audit import OptimizationAuditLogger
from optimization.governance.audit_trail.audit_report import generate_audit_report
from optimization.governance.ledger.governance_tables import rollouts
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.ledger.ledger_tables import proposals
from optimization.governance.lever_file.applying import apply_next_phase, apply_proposal
from optimization.governance.lever_file.rollback import roll_back_proposal
from optimization.governance.lever_file.unexplained_change import UnexplainedChange, unexplained_change
from optimization.places import Places

EDITED = LEVERS.replace(b"0.031", b"0.033")
EDIT = "default 2025 level 2 merit_base: 0.031 -> 0.033"


@pytest.fixture(autouse=True)
def _levers(home: Places) -> None:
    home.levers.write_bytes(LEVERS)


def apply(ledger: Ledger, home: Places) -> None:
    apply_proposal(ledger, home, "PRP-000001", user="analyst", baseline=measured(home))


def findings(ledger: Ledger, levers: Path | None) -> list[tuple[str, dict[str, Any]]]:
    report = generate_audit_report(ledger, None, None, levers=levers)
    return [(rule["rule"], each) for rule in report["compliance_rules"] for each in rule["findings"]]


def test_before_the_first_proposal_every_lever_file_is_as_good_as_another(ledger: Ledger, home: Places) -> None:
    assert unexplained_change(ledger, home.levers) is None


def test_before_the_first_write_the_newest_proposals_rows_are_what_is_known(ledger: Ledger, home: Places) -> None:
    propose_changes(ledger, home, CHANGES)
    assert unexplained_change(ledger, home.levers) is None
    home.levers.write_bytes(EDITED)
    assert unexplained_change(ledger, home.levers) == UnexplainedChange(lever_file=home.levers, rows=(EDIT,))
    propose_changes(ledger, home, CHANGES)
    assert unexplained_change(ledger, home.levers) is None


def test_after_a_write_its_bytes_are_what_is_known(ledger: Ledger, home: Places) -> None:
    approved(ledger, home)
    apply(ledger, home)
    assert unexplained_change(ledger, home.levers) is None
    home.levers.write_bytes(home.levers.read_bytes().replace(b"0.031", b"0.033"))
    assert unexplained_change(ledger, home.levers) == UnexplainedChange(lever_file=home.levers, rows=(EDIT,))
    home.levers.unlink()
    assert unexplained_change(ledger, home.levers) == UnexplainedChange(lever_file=home.levers, rows=None)


def test_what_somebody_logged_by_hand_is_not_what_the_program_knows(ledger: Ledger, home: Places) -> None:
    approved(ledger, home)
    apply(ledger, home)
    home.levers.write_bytes(home.levers.read_bytes().replace(b"0.031", b"0.033"))
    details = {"lever_file": str(home.levers), "file_sha256": "0" * 64}
    OptimizationAuditLogger(ledger).log_implementation_event("default", "analyst", "CHECKPOINT", details)
    assert unexplained_change(ledger, home.levers) == UnexplainedChange(lever_file=home.levers, rows=(EDIT,))


def test_the_audit_report_finds_an_edit_while_it_stands(ledger: Ledger, home: Places) -> None:
    approved(ledger, home)
    apply(ledger, home)
    assert findings(ledger, home.levers) == []
    written = home.levers.read_bytes()
    home.levers.write_bytes(written.replace(b"0.031", b"0.033"))
    ((rule, finding),) = findings(ledger, home.levers)
    assert (rule, finding["sequence"]) == ("changes_approved", None)
    assert finding["reason"] == (
        f"{home.levers} was changed by something that is not in the trail, and approved by nobody: {EDIT}."
    )
    assert findings(ledger, None) == []
    over = generate_audit_report(ledger, None, "2024-12-31", levers=home.levers)
    assert over["compliance_status"] == "NO_ENTRIES"
    home.levers.write_bytes(written)
    assert findings(ledger, home.levers) == []


def test_a_proposal_that_is_applied_in_phases_taken_back_and_not_again_is_compliant(
    ledger: Ledger, home: Places
) -> None:
    plan_two_phases(ledger, approved(ledger, home))
    for _ in range(2):
        apply_next_phase(ledger, home, "PRP-000001", user="analyst", baseline=measured(home))
    roll_back_proposal(ledger, home, "PRP-000001", user="analyst", reason="too dear")
    assert findings(ledger, home.levers) == []


@pytest.mark.parametrize("after", [0.0175, 0.03])
def test_what_was_not_approved_so_is_not_applied(ledger: Ledger, home: Places, after: float) -> None:
    proposal = approved(ledger, home)
    changes = [{**each.cell._asdict(), "before": each.before, "after": each.after} for each in proposal.changes]
    with ledger.write() as connection:
        connection.execute(
            proposals.update().values(
                changes=[each | {"after": after} if each["parameter_name"] == "cola_rate" else each for each in changes]
            )
        )
    with pytest.raises(BadInputError, match=r"PRP-000001 does not say any more what was proposed.*Nothing was changed"):
        apply(ledger, home)
    assert home.levers.read_bytes() == LEVERS


def test_a_plan_that_was_led_elsewhere_is_not_applied(ledger: Ledger, home: Places) -> None:
    plan_two_phases(ledger, approved(ledger, home))
    names = ("merit_rate_level_1@2025", "cola_rate_level_1@2025")
    phases = [{"phase": 1, "parameters": dict(zip(names, (0.04, 0.0199), strict=True))}]
    with ledger.write() as connection:
        connection.execute(rollouts.update().values(phases=phases))
    with pytest.raises(BadInputError, match="The plan does not end at the values of PRP-000001"):
        apply_next_phase(ledger, home, "PRP-000001", user="analyst", baseline=measured(home))
    assert home.levers.read_bytes() == LEVERS
    assert CHANGES[COLA_1] == 0.02
