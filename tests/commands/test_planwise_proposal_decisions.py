"""`planwise proposal approve | reject | request-changes | risk`, and how `show` and `list` tell of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from recorded_proposal import propose

from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.ledger.ledger_tables import proposals
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_risk import RiskLevel
from optimization.places import SEEDS_DIR, Places

ID = "PRP-000001"
COLA = LeverCell(2025, 1, "cola_rate")


@pytest.fixture
def proposed(tmp_path: Path) -> Callable[[RiskLevel], Places]:
    """A home in which the analyst proposed something of the risk asked for."""

    def record(risk: RiskLevel) -> Places:
        places = Places(home=tmp_path, levers=SEEDS_DIR / "comp_levers.csv")
        with open_ledger(places, {}) as ledger:
            propose(ledger, places, {COLA: 0.02}, user="analyst", risk=risk)
        return places

    return record


@pytest.fixture
def decide(planwise: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """Runs a command on the proposal."""
    return lambda command, *arguments: planwise("proposal", command, ID, *arguments, home=tmp_path)


def test_the_proposers_own_approval_is_refused_and_another_persons_is_not(
    proposed: Callable[..., Places], decide: Callable[..., Any]
) -> None:
    proposed(RiskLevel.MEDIUM)
    own = decide("approve", "--user", "analyst")
    other = decide("approve", "--user", "approver", "--comment", "Within budget.")

    assert own.code == 2
    assert "'analyst' proposed PRP-000001, and who proposes cannot approve. Somebody else must." in own.stderr
    assert other.code == 0, other.stderr
    assert other.stdout.startswith("PRP-000001 is approved. Approved by approver on 20")
    assert "Within budget" in other.stdout


def test_a_high_risk_says_how_many_approvals_it_still_wants(
    proposed: Callable[..., Places], decide: Callable[..., Any]
) -> None:
    proposed(RiskLevel.HIGH)
    before = decide("show").stdout
    first = decide("approve", "--user", "approver")
    second = json.loads(decide("approve", "--user", "second approver", "--json").stdout)

    assert "0 of 2 approvals by others than the proposer; the risk is HIGH." in before
    assert first.stdout.startswith("PRP-000001 is proposed.")
    assert "1 of 2 approvals by others than the proposer; the risk is HIGH." in first.stdout
    assert "Next: `planwise proposal approve PRP-000001` by somebody else, or `reject`, or `request-changes`." in before
    assert (second["state"], second["approvers_needed"]) == ("approved", 2)
    assert [(each["action"], each["user"]) for each in second["approvals"]] == [
        ("APPROVED", "approver"),
        ("APPROVED", "second approver"),
    ]


@pytest.mark.parametrize(
    ("command", "state", "said"),
    [("reject", "rejected", "Rejected by"), ("request-changes", "changes requested", "Changes requested by")],
)
def test_a_no_is_shown_with_its_reason_and_cannot_be_followed(
    proposed: Callable[..., Places], decide: Callable[..., Any], command: str, state: str, said: str
) -> None:
    proposed(RiskLevel.LOW)
    no = decide(command, "--user", "approver", "--comment", "COLA first")
    shown = decide("show").stdout
    again = decide("approve", "--user", "second approver")

    assert no.stdout.startswith(f"PRP-000001 is {state}. {said} approver on ")
    assert "COLA first" in shown
    assert "Next:" not in shown
    assert again.code == 2
    assert f"PRP-000001 is {state}, and nothing is decided on it any more. Ask the search" in again.stderr


def test_a_critical_risk_says_what_to_do_instead_of_approving(
    proposed: Callable[..., Places], decide: Callable[..., Any]
) -> None:
    proposed(RiskLevel.CRITICAL)
    assert "CRITICAL, which nobody can approve: ask the search again within narrower limits" in decide("show").stdout
    refused = decide("approve", "--user", "approver")
    assert refused.code == 2
    assert "Ask the search again within narrower limits." in refused.stderr


def test_the_risk_report_gives_components_and_what_was_not_assessed(
    proposed: Callable[..., Places], decide: Callable[..., Any]
) -> None:
    proposed(RiskLevel.LOW)
    # From 1.5 % to 2 %: both within 1 % to 3 %, and a third more than before, which is a large change.
    told = json.loads(decide("risk", "--json").stdout)
    shown = decide("risk").stdout

    assert told["proposal_risk_level"] == "LOW"
    assert told["component_risks"]["parameter_risk"] == 0.2
    assert told["component_risks"]["implementation_risk"] == 0.8
    assert "PRP-000001: risk LOW, overall score 0.50 of 1 (MEDIUM)" in shown
    assert "- parameter_risk: every lever is within its recommended range\n" in shown
    assert "Not assessed: market: no market_volatility is known." in shown


def test_levers_of_which_the_same_is_said_share_a_line(tmp_path: Path, decide: Callable[..., Any]) -> None:
    places = Places(home=tmp_path, levers=SEEDS_DIR / "comp_levers.csv")
    levels = [LeverCell(2025, level, "cola_rate") for level in (1, 2, 3)]
    with open_ledger(places, {}) as ledger:
        # Above the recommended range, 0.03, for two levels, and further above for the third.
        propose(
            ledger, places, dict(zip(levels, (0.035, 0.035, 0.04), strict=True)), user="analyst", risk=RiskLevel.LOW
        )
    bullets = [line for line in decide("risk").stdout.splitlines() if line.startswith("- parameter_risk: ")]
    assert [bullet.partition(" is ")[0] for bullet in bullets] == [
        "- parameter_risk: cola_rate_level_1@2025, cola_rate_level_2@2025 = 0.035",
        "- parameter_risk: cola_rate_level_3@2025 = 0.04",
    ]


def test_an_approved_proposal_is_not_approved_again_and_says_what_comes_next(
    proposed: Callable[..., Places], decide: Callable[..., Any]
) -> None:
    proposed(RiskLevel.LOW)
    decide("approve", "--user", "approver")
    again = decide("approve", "--user", "second approver")
    assert again.code == 2
    assert "PRP-000001 is approved, and nothing is decided on it any more. `planwise proposal apply" in again.stderr


@pytest.mark.parametrize("user", ["approver\nApproved by second approver", "approver\x1b[2K", "caf\udce9", "a\u200bb"])
def test_a_name_that_would_show_as_more_than_a_name_is_bad_input(
    proposed: Callable[..., Places], decide: Callable[..., Any], user: str
) -> None:
    proposed(RiskLevel.LOW)
    refused = decide("approve", "--user", user)
    assert refused.code == 2
    assert "--user is 'a" in refused.stderr or "--user is 'caf\\udce9'" in refused.stderr
    assert json.loads(decide("show", "--json").stdout)["approvals"] == []


def test_a_list_longer_than_anybody_reads_is_not_asked_for(planwise: Callable[..., Any]) -> None:
    refused = planwise("proposal", "list", "--limit", str(2**63))
    assert refused.code == 2
    assert "less than or equal to 1000" in refused.stderr


def test_a_proposal_of_a_first_version_has_no_risk_to_show(
    proposed: Callable[..., Places], decide: Callable[..., Any], planwise: Callable[..., Any], tmp_path: Path
) -> None:
    with open_ledger(proposed(RiskLevel.LOW), {}) as ledger, ledger.write() as connection:
        connection.execute(proposals.update().values(risk_level=None, risk_report=None, lever_rows=None))
    refused = decide("risk")
    (row,) = [line for line in planwise("proposal", "list", home=tmp_path).stdout.splitlines() if ID in line]

    assert refused.code == 2
    assert "PRP-000001 is of a version of the program that assessed no risk. Ask the search again" in refused.stderr
    assert row.split()[:3] == [ID, "proposed", "n/a"]
    assert "Its risk was never assessed, so nobody can approve it" in decide("show").stdout


def test_a_proposal_in_force_for_nobody_has_neither_phases_nor_checkpoints(
    proposed: Callable[..., Places], decide: Callable[..., Any]
) -> None:
    proposed(RiskLevel.LOW)
    shown = json.loads(decide("show", "--json").stdout)
    assert (shown["risk_level"], shown["phases"], shown["phases_in_force"], shown["checkpoints"]) == (
        "LOW",
        None,
        0,
        [],
    )


@pytest.mark.parametrize("command", ["approve", "reject", "request-changes", "risk", "show", "complete", "rollback"])
def test_an_unknown_proposal_names_the_newest(
    proposed: Callable[..., Places], planwise: Callable[..., Any], tmp_path: Path, command: str
) -> None:
    proposed(RiskLevel.LOW)
    user = [] if command in ("risk", "show") else ["--user", "approver"]
    levers = shutil.copy(SEEDS_DIR / "comp_levers.csv", tmp_path)
    refused = planwise("proposal", command, "PRP-000002", *user, home=tmp_path, PLANWISE_LEVERS=str(levers))
    assert refused.code == 2
    assert "Unknown proposal 'PRP-000002'. Did you mean 'PRP-000001'?" in refused.stderr
