"""Two proposals in force in one lever file: each goes on as far as the other leaves its rows alone."""

from __future__ import annotations

import pytest
from lever_write_home import COLA_1, LEVERS, MERIT_2, approved, measured, merit_1_and_cola, plan_two_phases

from optimization.errors import BadInputError
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.lever_file.applying import apply_next_phase, apply_proposal
from optimization.governance.lever_file.rollback import roll_back_proposal
from optimization.governance.proposals.completion import complete_proposal
from optimization.governance.proposals.proposals import ProposalState, find_proposal
from optimization.parameters.lever_cells import LeverCell
from optimization.places import Places

PHASE_1 = merit_1_and_cola("0.036", "0.0175")
WHOLE = merit_1_and_cola("0.04", "0.02")


@pytest.fixture(autouse=True)
def first_phase(ledger: Ledger, home: Places) -> None:
    """Of the first proposal."""
    home.levers.write_bytes(LEVERS)
    plan_two_phases(ledger, approved(ledger, home))
    next_phase(ledger, home)


def next_phase(ledger: Ledger, home: Places) -> None:
    apply_next_phase(ledger, home, "PRP-000001", user="analyst", baseline=measured(home))


def second(ledger: Ledger, home: Places, cell: LeverCell = MERIT_2, value: float = 0.033) -> None:
    """The second proposal, applied."""
    approved(ledger, home, {cell: value})
    apply_proposal(ledger, home, "PRP-000002", user="analyst", baseline=measured(home))


def complete(ledger: Ledger, home: Places, proposal_id: str) -> ProposalState:
    return complete_proposal(ledger, home, proposal_id, user="approver", comments="").state


def with_merit_2(content: bytes, home: Places) -> bytes:
    """The content with the row of the second proposal as it is in the file."""
    (row,) = (line for line in home.levers.read_bytes().split(b"\r\n") if line.startswith(b"default,2025,2"))
    (before,) = (line for line in content.split(b"\r\n") if line.startswith(b"default,2025,2"))
    assert row.startswith(b"default,2025,2,RAISE,merit_base,0.033,0,")
    return content.replace(before, row)


@pytest.mark.parametrize("is_completed", [False, True], ids=["applied", "completed"])
def test_a_rollout_goes_on_beside_another_proposal(ledger: Ledger, home: Places, is_completed: bool) -> None:
    second(ledger, home)
    if is_completed:
        assert complete(ledger, home, "PRP-000002") is ProposalState.COMPLETED
    next_phase(ledger, home)
    assert home.levers.read_bytes() == with_merit_2(WHOLE, home)
    assert complete(ledger, home, "PRP-000001") is ProposalState.COMPLETED


def test_a_rollout_goes_on_after_another_proposal_was_taken_back(ledger: Ledger, home: Places) -> None:
    second(ledger, home)
    roll_back_proposal(ledger, home, "PRP-000002", user="approver", reason="Costs rise.")
    assert home.levers.read_bytes() == PHASE_1
    next_phase(ledger, home)
    assert home.levers.read_bytes() == WHOLE


def test_another_proposal_about_the_same_row_is_named(ledger: Ledger, home: Places) -> None:
    second(ledger, home, COLA_1, 0.03)
    before = home.levers.read_bytes()
    with pytest.raises(BadInputError) as refused:
        next_phase(ledger, home)
    assert "PRP-000002 has changed what PRP-000001 is about since PRP-000001 was last applied: 1 row" in str(
        refused.value
    )
    assert "default 2025 level 1 cola_rate: 0.0175 -> 0.03" in str(refused.value)
    assert home.levers.read_bytes() == before
    roll_back_proposal(ledger, home, "PRP-000002", user="approver", reason="Costs rise.")
    next_phase(ledger, home)
    assert home.levers.read_bytes() == WHOLE


def test_what_somebody_changed_before_the_other_proposal_is_still_seen(ledger: Ledger, home: Places) -> None:
    year_after = (b"2026,1,RAISE,cola_rate,0.01,", b"2026,1,RAISE,cola_rate,0.02,")
    home.levers.write_bytes(PHASE_1.replace(*year_after))
    second(ledger, home)
    with pytest.raises(BadInputError, match=r"1 row\n  default 2026 level 1 cola_rate: 0.01 -> 0.02\n"):
        next_phase(ledger, home)


def test_a_rollback_that_would_undo_a_completed_proposal_never_advises_force(ledger: Ledger, home: Places) -> None:
    second(ledger, home)
    complete(ledger, home, "PRP-000002")
    with pytest.raises(BadInputError, match=r"PRP-000002 .* is completed, so it stays") as refused:
        roll_back_proposal(ledger, home, "PRP-000001", user="approver", reason="Costs rise.")
    assert "--force" not in str(refused.value)
    assert find_proposal(ledger, "PRP-000001").state is ProposalState.APPLIED
