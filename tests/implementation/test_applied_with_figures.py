"""A proposal applied with its figures measured: what is refused before that, and what does not stand in the way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from recorded_proposal import propose

from optimization.errors import BadInputError
from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.governance.proposals.approvals import approve
from optimization.governance.proposals.proposals import ProposalState, find_proposal
from optimization.implementation import applying
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_risk import RiskLevel
from optimization.places import SEEDS_DIR, Places
from reference.small_home import small_home

ID = "PRP-000001"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A home with a few people, and a lever file and a ledger of its own."""
    monkeypatch.delenv("PLANWISE_LEDGER_URL", raising=False)
    made = small_home(tmp_path / "home", people=60)
    levers = tmp_path / "comp_levers.csv"
    shutil.copyfile(SEEDS_DIR / "comp_levers.csv", levers)
    return Places(home=made.home, levers=levers)


def approved(ledger: Ledger, own: Places) -> None:
    propose(ledger, own, {LeverCell(2025, 1, "merit_base"): 0.033}, user="analyst", risk=RiskLevel.LOW)
    approve(ledger, ID, user="approver", comments="")


def test_actual_figures_that_cannot_be_read_do_not_stand_in_the_way(own: Places) -> None:
    own.actual_metrics.write_text("period,metric_name\n")
    said: list[str] = []
    with open_ledger(own, {}) as ledger:
        approved(ledger, own)
        applying.apply(own, ID, user="analyst", on_progress=said.append)
        assert find_proposal(ledger, ID).state is ProposalState.APPLIED
    assert [text for text in said if "without recording the actual figures" in text and "actual_metrics.csv" in text]


def test_what_cannot_be_applied_is_refused_before_anything_is_simulated(own: Places) -> None:
    said: list[str] = []
    with open_ledger(own, {}) as ledger:
        propose(ledger, own, {LeverCell(2025, 1, "merit_base"): 0.033}, user="analyst", risk=RiskLevel.LOW)
        with pytest.raises(BadInputError, match="others than 'analyst' must approve it first"):
            applying.apply(own, ID, user="analyst", on_progress=said.append)
        approve(ledger, ID, user="approver", comments="")
        with pytest.raises(BadInputError, match="has no rollout plan"):
            applying.apply_phase(own, ID, user="analyst", on_progress=said.append)
        assert said == []
