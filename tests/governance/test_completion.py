"""The end of a proposal that stays: only when all of it is in force, and nobody is writing it."""

from __future__ import annotations

import json

import pytest
from lever_write_home import COLA_1, LEVERS, MERIT_2, approved, in_a_process, killed_at, measured, plan_two_phases

from optimization.atomic_file import ReplaceStep
from optimization.errors import BadInputError
from optimization.governance.ledger.governance_tables import audit_entries
from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.governance.lever_file.applying import apply_next_phase, apply_proposal
from optimization.governance.lever_file.rollback import roll_back_proposal
from optimization.governance.proposals.completion import complete_proposal
from optimization.governance.proposals.proposals import ProposalState
from optimization.places import Places

ID = "PRP-000001"


@pytest.fixture(autouse=True)
def lever_file(home: Places) -> None:
    home.levers.write_bytes(LEVERS)


def complete(ledger: Ledger, home: Places, user: str = "approver") -> ProposalState:
    return complete_proposal(ledger, home, ID, user=user, comments="").state


def apply(ledger: Ledger, home: Places, proposal_id: str = ID) -> None:
    apply_proposal(ledger, home, proposal_id, user="analyst", baseline=measured(home))


def events(ledger: Ledger) -> list[str]:
    """What happened, as the details of the audit trail name it."""
    with ledger.read() as connection:
        texts = connection.scalars(
            audit_entries.select().with_only_columns(audit_entries.c.entry).order_by(audit_entries.c.sequence)
        ).all()
    details = [json.loads(text)["details"] for text in texts]
    return [each.get("event_type") or each.get("approval_action", "") for each in details]


def test_a_proposal_applied_whole_is_completed_once(ledger: Ledger, home: Places) -> None:
    approved(ledger, home)
    with pytest.raises(BadInputError, match="approved and cannot become completed"):
        complete(ledger, home)
    apply_proposal(ledger, home, ID, user="analyst", baseline=measured(home))
    assert complete(ledger, home) is ProposalState.COMPLETED
    with pytest.raises(BadInputError, match="completed and cannot become completed"):
        complete(ledger, home)


def test_a_rollout_is_completed_after_its_last_phase(ledger: Ledger, home: Places) -> None:
    plan_two_phases(ledger, approved(ledger, home))
    apply_next_phase(ledger, home, ID, user="analyst", baseline=measured(home))
    with pytest.raises(BadInputError, match="1 of the 2 phases of PRP-000001 are in force"):
        complete(ledger, home)
    apply_next_phase(ledger, home, ID, user="analyst", baseline=measured(home))
    assert complete(ledger, home) is ProposalState.COMPLETED


@pytest.mark.parametrize("step", [ReplaceStep.TEMPORARY_MADE, ReplaceStep.REPLACED])
def test_a_rollback_that_was_cut_short_is_settled_before_it_is_completed(
    home: Places, environ: dict[str, str], step: ReplaceStep
) -> None:
    with open_ledger(home, environ) as ledger:
        approved(ledger, home)
        apply_proposal(ledger, home, ID, user="analyst", baseline=measured(home))

    def roll_back(ledger: Ledger) -> None:
        roll_back_proposal(ledger, home, ID, user="analyst", reason="Costs rise.", on_step=killed_at(step))

    in_a_process(home, environ, roll_back)
    with open_ledger(home, environ) as ledger:
        if step is ReplaceStep.TEMPORARY_MADE:
            assert complete(ledger, home) is ProposalState.COMPLETED
        else:
            with pytest.raises(BadInputError, match="rolled back and cannot become completed"):
                complete(ledger, home)


def test_who_proposed_does_not_say_that_it_stays(ledger: Ledger, home: Places) -> None:
    approved(ledger, home)
    apply(ledger, home)
    with pytest.raises(BadInputError, match="'analyst' proposed PRP-000001, and who proposes cannot say that it stays"):
        complete(ledger, home, user=" Analyst")
    assert events(ledger)[-1] == "REFUSED"
    assert complete(ledger, home) is ProposalState.COMPLETED


def test_what_was_put_back_by_hand_is_not_completed(ledger: Ledger, home: Places) -> None:
    approved(ledger, home)
    apply(ledger, home)
    home.levers.write_bytes(LEVERS)
    with pytest.raises(BadInputError, match=r"does not say any more what PRP-000001 brought into force: 2 rows"):
        complete(ledger, home)
    assert events(ledger)[-2:] == ["EXTERNAL_CHANGE", "REFUSED"]


def test_what_others_changed_beside_it_does_not_hinder(ledger: Ledger, home: Places) -> None:
    approved(ledger, home)
    apply(ledger, home)
    # Another proposal changes one of its rows and one more, and somebody a third.
    approved(ledger, home, {COLA_1: 0.01, MERIT_2: 0.033})
    apply(ledger, home, "PRP-000002")
    home.levers.write_bytes(
        home.levers.read_bytes().replace(b"2026,1,RAISE,cola_rate,0.01,", b"2026,1,RAISE,cola_rate,0.02,")
    )
    assert complete(ledger, home) is ProposalState.COMPLETED
    assert events(ledger)[-2:] == ["EXTERNAL_CHANGE", "COMPLETED"]


def test_a_proposal_is_completed_by_its_own_lever_file(ledger: Ledger, home: Places) -> None:
    approved(ledger, home)
    apply(ledger, home)
    elsewhere = Places(home=home.home, levers=home.levers.with_name("other.csv"))
    elsewhere.levers.write_bytes(home.levers.read_bytes())
    with pytest.raises(BadInputError, match="was applied to another lever file"):
        complete(ledger, elsewhere)
