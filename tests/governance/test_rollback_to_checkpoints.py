"""Going back to a checkpoint: exact bytes, what the ledger says after, and what is refused unless forced."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from lever_write_home import (
    COLA_1,
    LEVERS,
    MERIT_1,
    MERIT_2,
    approved,
    measured,
    merit_1_and_cola,
    plan_two_phases,
)

from optimization.errors import BadInputError
from optimization.governance.ledger.governance_tables import audit_entries
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.lever_file.applying import apply_next_phase, apply_proposal
from optimization.governance.lever_file.checkpoint_store import (
    Checkpoint,
    find_checkpoint,
    keep_checkpoint,
    list_checkpoints,
    rollback_checkpoints,
)
from optimization.governance.lever_file.lever_writes import LeverWriteKind, checkpoint_id_of, list_writes
from optimization.governance.lever_file.phases_in_force import phases_applied
from optimization.governance.lever_file.rollback import restore_checkpoint, roll_back_proposal
from optimization.governance.proposals.completion import complete_proposal
from optimization.governance.proposals.proposals import ProposalState, find_proposal
from optimization.places import Places

PHASE_1, WHOLE = merit_1_and_cola("0.036", "0.0175"), merit_1_and_cola("0.04", "0.02")
# Somebody's own change of a row that no proposal here is about.
EDIT = (b"0.031", b"0.0333")


@pytest.fixture(autouse=True)
def lever_file(home: Places) -> None:
    home.levers.write_bytes(LEVERS)


def apply(ledger: Ledger, home: Places, proposal_id: str = "PRP-000001") -> None:
    apply_proposal(ledger, home, proposal_id, user="analyst", baseline=measured(home))


def roll_back(ledger: Ledger, home: Places, proposal_id: str = "PRP-000001", **options: Any) -> Any:
    return roll_back_proposal(ledger, home, proposal_id, user="approver", reason="Costs rise.", **options)


def restore(ledger: Ledger, home: Places, checkpoint_id: str, **options: Any) -> Any:
    return restore_checkpoint(ledger, home, checkpoint_id, user="approver", reason="Costs rise.", **options)


def state(ledger: Ledger, proposal_id: str = "PRP-000001") -> tuple[ProposalState, int]:
    with ledger.read() as connection:
        return find_proposal(ledger, proposal_id).state, phases_applied(connection, proposal_id)


def last_entries(ledger: Ledger, count: int) -> list[dict[str, Any]]:
    with ledger.read() as connection:
        texts = connection.scalars(
            audit_entries.select().with_only_columns(audit_entries.c.entry).order_by(audit_entries.c.sequence)
        ).all()
    return [json.loads(text) for text in texts[-count:]]


def own_checkpoint(ledger: Ledger, home: Places) -> Checkpoint:
    """One that is of no proposal."""
    with ledger.write() as connection:
        number = keep_checkpoint(
            connection,
            lever_file=home.levers,
            content=home.levers.read_bytes(),
            scenario_id="default",
            user="analyst",
            parameters={},
            metadata={},
            baseline=None,
        )
    return find_checkpoint(ledger, checkpoint_id_of(number))


@pytest.fixture
def applied(ledger: Ledger, home: Places) -> None:
    approved(ledger, home)
    apply(ledger, home)


@pytest.fixture
def in_two_phases(ledger: Ledger, home: Places) -> None:
    plan_two_phases(ledger, approved(ledger, home))
    for _ in range(2):
        apply_next_phase(ledger, home, "PRP-000001", user="analyst", baseline=measured(home))


@pytest.mark.usefixtures("applied")
def test_a_rollback_restores_the_exact_bytes_and_tells_so(ledger: Ledger, home: Places) -> None:
    write = roll_back(ledger, home)
    assert home.levers.read_bytes() == LEVERS
    assert (write.kind, write.phase, write.restored_checkpoint_id) == (LeverWriteKind.ROLLBACK, 0, "CHK-000001")
    assert state(ledger) == (ProposalState.ROLLED_BACK, 0)
    assert find_checkpoint(ledger, write.checkpoint_id).content == WHOLE
    *changes, event = last_entries(ledger, 3)
    assert [(c["details"]["parameter"], c["details"]["old_value"], c["details"]["new_value"]) for c in changes] == [
        ("cola_rate_level_1@2025", 0.02, 0.015),
        ("merit_rate_level_1@2025", 0.04, 0.032),
    ]
    assert {c["details"]["restored_checkpoint_id"] for c in changes} == {"CHK-000001"}
    assert {entry["user_id"] for entry in (*changes, event)} == {"approver"}
    assert event["details"]["event_type"] == "ROLLBACK"
    assert event["details"]["reason"] == "Costs rise."
    assert event["details"]["after_sha256"] == hashlib.sha256(LEVERS).hexdigest()
    assert event["details"]["proposals_moved"] == {"PRP-000001": "rolled_back"}
    assert (event["details"]["proposals_undone"], event["details"]["forced"]) == (["PRP-000001"], False)
    with pytest.raises(BadInputError, match="is rolled back and cannot become rolled back"):
        roll_back(ledger, home)


@pytest.mark.usefixtures("in_two_phases")
def test_the_last_phase_alone_is_undone_and_may_come_again(ledger: Ledger, home: Places) -> None:
    write = roll_back(ledger, home, checkpoint_id="CHK-000002")
    assert home.levers.read_bytes() == PHASE_1
    assert write.phase == 1
    assert state(ledger) == (ProposalState.APPLIED, 1)
    apply_next_phase(ledger, home, "PRP-000001", user="analyst", baseline=measured(home))
    assert home.levers.read_bytes() == WHOLE
    assert state(ledger) == (ProposalState.APPLIED, 2)
    roll_back(ledger, home)
    assert home.levers.read_bytes() == LEVERS
    assert state(ledger) == (ProposalState.ROLLED_BACK, 0)


@pytest.mark.usefixtures("in_two_phases")
def test_a_rollback_brings_no_phase_back_into_force_not_even_when_forced(ledger: Ledger, home: Places) -> None:
    undone = roll_back(ledger, home, checkpoint_id="CHK-000002")
    for force in (False, True):
        with pytest.raises(BadInputError, match="not any more: phase 2 of PRP-000001"):
            restore(ledger, home, undone.checkpoint_id, force=force)
    roll_back(ledger, home)
    with pytest.raises(BadInputError, match="phase 1 of PRP-000001, phase 2 of PRP-000001"):
        restore(ledger, home, undone.checkpoint_id)
    assert home.levers.read_bytes() == LEVERS


@pytest.mark.usefixtures("applied")
def test_a_file_that_somebody_changed_is_refused_and_when_forced_kept_first(ledger: Ledger, home: Places) -> None:
    changed = WHOLE.replace(*EDIT)
    home.levers.write_bytes(changed)
    with pytest.raises(BadInputError) as refused:
        roll_back(ledger, home)
    assert "changed by others since CHK-000001 was made: 1 row\n" in str(refused.value)
    assert "default 2025 level 2 merit_base: 0.031 -> 0.0333" in str(refused.value)
    assert home.levers.read_bytes() == changed
    assert state(ledger) == (ProposalState.APPLIED, 1)

    write = roll_back(ledger, home, force=True)
    assert home.levers.read_bytes() == LEVERS
    kept = find_checkpoint(ledger, write.checkpoint_id)
    assert kept.content == changed
    assert kept.metadata["is_forced"] is True


@pytest.mark.usefixtures("applied")
def test_a_change_that_is_only_one_of_formatting_is_somebodys_change_too(ledger: Ledger, home: Places) -> None:
    home.levers.write_bytes(WHOLE.replace(b"\r\n\r\n", b"\r\n"))
    with pytest.raises(BadInputError, match="only its formatting"):
        roll_back(ledger, home)


@pytest.mark.usefixtures("applied")
@pytest.mark.parametrize("content", [b"nonsense", None], ids=["unreadable", "removed"])
def test_a_file_that_is_no_lever_file_any_more_can_be_rolled_back_by_force(
    ledger: Ledger, home: Places, content: bytes | None
) -> None:
    home.levers.unlink()
    if content is not None:
        home.levers.write_bytes(content)
    with pytest.raises(BadInputError, match="cannot be read as a lever file"):
        roll_back(ledger, home)
    write = roll_back(ledger, home, force=True)
    assert home.levers.read_bytes() == LEVERS
    assert [row.text for row in write.moved] == [
        "default 2025 level 1 cola_rate: 0.02 -> 0.015",
        "default 2025 level 1 merit_base: 0.04 -> 0.0320",
    ]


@pytest.mark.usefixtures("applied")
def test_a_file_that_was_put_back_by_hand_is_rolled_back_without_force(ledger: Ledger, home: Places) -> None:
    home.levers.write_bytes(LEVERS)
    write = roll_back(ledger, home)
    assert home.levers.read_bytes() == LEVERS
    assert write.moved == ()
    assert state(ledger) == (ProposalState.ROLLED_BACK, 0)


@pytest.mark.usefixtures("applied")
def test_another_proposal_that_came_later_is_not_undone_unless_forced(ledger: Ledger, home: Places) -> None:
    approved(ledger, home, {MERIT_2: 0.033})
    apply(ledger, home, "PRP-000002")
    with pytest.raises(BadInputError, match="PRP-000002 came into force after CHK-000001") as refused:
        roll_back(ledger, home)
    assert "`planwise proposal rollback PRP-000002`" in str(refused.value)
    assert "force" not in str(refused.value).replace("came into force", "")
    roll_back(ledger, home, force=True)
    event = last_entries(ledger, 1)[0]["details"]
    assert (event["proposals_undone"], event["forced"]) == (["PRP-000001", "PRP-000002"], True)
    assert home.levers.read_bytes() == LEVERS
    assert state(ledger, "PRP-000001") == state(ledger, "PRP-000002") == (ProposalState.ROLLED_BACK, 0)


@pytest.mark.usefixtures("applied")
def test_two_proposals_are_rolled_back_one_after_the_other(ledger: Ledger, home: Places) -> None:
    approved(ledger, home, {MERIT_2: 0.033})
    apply(ledger, home, "PRP-000002")
    roll_back(ledger, home, "PRP-000002")
    assert home.levers.read_bytes() == WHOLE
    roll_back(ledger, home, "PRP-000001")
    assert home.levers.read_bytes() == LEVERS


@pytest.mark.usefixtures("applied")
def test_a_change_between_two_proposals_is_seen_though_the_second_was_taken_back(ledger: Ledger, home: Places) -> None:
    home.levers.write_bytes(WHOLE.replace(*EDIT))
    approved(ledger, home, {MERIT_1: 0.045})
    apply(ledger, home, "PRP-000002")
    roll_back(ledger, home, "PRP-000002")
    assert home.levers.read_bytes() == WHOLE.replace(*EDIT)
    with pytest.raises(BadInputError, match=r"1 row\n  default 2025 level 2 merit_base: 0.031 -> 0.0333"):
        roll_back(ledger, home, "PRP-000001")


def test_a_checkpoint_of_no_proposal_takes_out_what_came_since(ledger: Ledger, home: Places) -> None:
    checkpoint = own_checkpoint(ledger, home)
    approved(ledger, home)
    apply(ledger, home)
    write = restore(ledger, home, checkpoint.checkpoint_id)
    assert home.levers.read_bytes() == LEVERS
    assert (write.proposal_id, write.phase) == (None, None)
    assert state(ledger) == (ProposalState.ROLLED_BACK, 0)


def test_a_checkpoint_between_two_phases_leaves_the_first_in_force(ledger: Ledger, home: Places) -> None:
    plan_two_phases(ledger, approved(ledger, home))
    apply_next_phase(ledger, home, "PRP-000001", user="analyst", baseline=measured(home))
    checkpoint = own_checkpoint(ledger, home)
    apply_next_phase(ledger, home, "PRP-000001", user="analyst", baseline=measured(home))
    restore(ledger, home, checkpoint.checkpoint_id)
    assert home.levers.read_bytes() == PHASE_1
    assert state(ledger) == (ProposalState.APPLIED, 1)
    apply_next_phase(ledger, home, "PRP-000001", user="analyst", baseline=measured(home))
    assert state(ledger) == (ProposalState.APPLIED, 2)


@pytest.mark.usefixtures("applied")
def test_a_completed_proposal_is_undone_only_by_force_and_by_name(ledger: Ledger, home: Places) -> None:
    complete_proposal(ledger, home, "PRP-000001", user="approver", comments="")
    with pytest.raises(BadInputError, match="is completed and cannot become rolled back"):
        roll_back(ledger, home, force=True)
    with pytest.raises(BadInputError, match="PRP-000001 came into force after CHK-000001 was made and is completed"):
        restore(ledger, home, "CHK-000001")
    assert home.levers.read_bytes() == WHOLE
    restore(ledger, home, "CHK-000001", force=True)
    assert home.levers.read_bytes() == LEVERS
    assert state(ledger) == (ProposalState.COMPLETED, 0)
    event = last_entries(ledger, 1)[0]["details"]
    assert (event["proposals_undone"], event["proposals_moved"], event["forced"]) == (["PRP-000001"], {}, True)


def test_a_checkpoint_of_no_proposal_undoes_nothing_that_is_completed(ledger: Ledger, home: Places) -> None:
    checkpoint = own_checkpoint(ledger, home)
    approved(ledger, home)
    apply(ledger, home)
    complete_proposal(ledger, home, "PRP-000001", user="approver", comments="")
    with pytest.raises(BadInputError, match=r"PRP-000001 .* is completed, so it stays"):
        restore(ledger, home, checkpoint.checkpoint_id)
    assert home.levers.read_bytes() == WHOLE


@pytest.mark.usefixtures("in_two_phases")
def test_the_checkpoints_that_can_be_gone_back_to_are_those_of_what_is_in_force(ledger: Ledger, home: Places) -> None:
    def ids() -> list[str]:
        return [each.checkpoint_id for each in rollback_checkpoints(ledger, "PRP-000001")]

    assert ids() == ["CHK-000001", "CHK-000002"]
    roll_back(ledger, home, checkpoint_id="CHK-000002")
    assert ids() == ["CHK-000001"]
    with pytest.raises(BadInputError, match="CHK-000003 is no checkpoint that PRP-000001 can go back to"):
        roll_back(ledger, home, checkpoint_id="CHK-000003")
    roll_back(ledger, home)
    assert ids() == []


@pytest.mark.usefixtures("applied")
def test_what_is_given_must_exist_and_belong_together(ledger: Ledger, home: Places) -> None:
    other = own_checkpoint(ledger, home)
    approved(ledger, home, {COLA_1: 0.01})
    with pytest.raises(
        BadInputError,
        match=f"{other.checkpoint_id} is no checkpoint that PRP-000001 can go back to, which has CHK-000001",
    ):
        roll_back(ledger, home, checkpoint_id=other.checkpoint_id)
    with pytest.raises(BadInputError, match=r"Unknown checkpoint 'CHK-000009'.*CHK-000002"):
        restore(ledger, home, "CHK-000009")
    with pytest.raises(BadInputError, match="Unknown proposal 'PRP-000009'"):
        roll_back(ledger, home, "PRP-000009")
    with pytest.raises(BadInputError, match="PRP-000002 is approved and cannot become rolled back"):
        roll_back(ledger, home, "PRP-000002")
    with pytest.raises(BadInputError, match="needs a reason"):
        roll_back_proposal(ledger, home, "PRP-000001", user="approver", reason=" ")
    elsewhere = Places(home=home.home, levers=home.levers.with_name("other.csv"))
    elsewhere.levers.write_bytes(WHOLE)
    with pytest.raises(
        BadInputError, match=r"is of another lever file than .*other.csv. Name that one in PLANWISE_LEV"
    ):
        restore(ledger, elsewhere, "CHK-000001")
    with pytest.raises(BadInputError, match="was applied to another lever file"):
        roll_back(ledger, elsewhere)
    assert len(list_checkpoints(ledger)) == 2
    assert len(list_writes(ledger, "PRP-000001")) == 1
