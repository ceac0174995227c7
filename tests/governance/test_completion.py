"""The end of a proposal that stays: only when all of it is in force, and nobody is writing it."""

from __future__ import annotations

import pytest
from lever_write_home import LEVERS, approved, in_a_process, killed_at, measured, plan_two_phases

from optimization.atomic_file import ReplaceStep
from optimization.errors import BadInputError
from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.governance.lever_file.applying import apply_next_phase, apply_proposal
from optimization.governance.lever_file.rollback import roll_back_proposal
from optimization.governance.lever_file.write_recovery import settle_writes
from optimization.governance.proposals.completion import complete_proposal
from optimization.governance.proposals.proposals import ProposalState
from optimization.places import Places

ID = "PRP-000001"


@pytest.fixture(autouse=True)
def lever_file(home: Places) -> None:
    home.levers.write_bytes(LEVERS)


def complete(ledger: Ledger) -> ProposalState:
    return complete_proposal(ledger, ID, user="approver", comments="").state


def test_a_proposal_applied_whole_is_completed_once(ledger: Ledger, home: Places) -> None:
    approved(ledger, home)
    with pytest.raises(BadInputError, match="approved and cannot become completed"):
        complete(ledger)
    apply_proposal(ledger, home, ID, user="analyst", baseline=measured(home))
    assert complete(ledger) is ProposalState.COMPLETED
    with pytest.raises(BadInputError, match="completed and cannot become completed"):
        complete(ledger)


def test_a_rollout_is_completed_after_its_last_phase(ledger: Ledger, home: Places) -> None:
    plan_two_phases(ledger, approved(ledger, home))
    apply_next_phase(ledger, home, ID, user="analyst", baseline=measured(home))
    with pytest.raises(BadInputError, match="1 of the 2 phases of PRP-000001 are in force"):
        complete(ledger)
    apply_next_phase(ledger, home, ID, user="analyst", baseline=measured(home))
    assert complete(ledger) is ProposalState.COMPLETED


@pytest.mark.parametrize("step", [ReplaceStep.TEMPORARY_MADE, ReplaceStep.REPLACED])
def test_a_proposal_whose_rollback_was_cut_short_is_settled_before_it_is_completed(
    home: Places, environ: dict[str, str], step: ReplaceStep
) -> None:
    with open_ledger(home, environ) as ledger:
        approved(ledger, home)
        apply_proposal(ledger, home, ID, user="analyst", baseline=measured(home))

    def roll_back(ledger: Ledger) -> None:
        roll_back_proposal(ledger, home, ID, user="analyst", reason="Costs rise.", on_step=killed_at(step))

    in_a_process(home, environ, roll_back)
    with open_ledger(home, environ) as ledger:
        with pytest.raises(BadInputError, match="a write of it was cut short"):
            complete(ledger)
        settle_writes(ledger, home, user="approver")
        if step is ReplaceStep.TEMPORARY_MADE:
            assert complete(ledger) is ProposalState.COMPLETED
        else:
            with pytest.raises(BadInputError, match="rolled_back and cannot become completed"):
                complete(ledger)
