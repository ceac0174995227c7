"""Applying an approved proposal: what the file says after, what the ledger says of it, and what is refused."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from lever_write_home import (
    CHANGES,
    COLA_1,
    LEVERS,
    MERIT_2,
    approved,
    measured,
    merit_1_and_cola,
    plan_two_phases,
    propose_changes,
)

from optimization.errors import BadInputError, PlanwiseError
from optimization.governance.ledger.governance_tables import audit_entries
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.ledger.ledger_tables import proposals
from optimization.governance.lever_file.applying import apply_next_phase, apply_proposal
from optimization.governance.lever_file.checkpoint_store import Baseline, find_checkpoint, list_checkpoints
from optimization.governance.lever_file.lever_file_writing import WriteStep
from optimization.governance.lever_file.lever_writes import LeverWrite, LeverWriteKind, LeverWriteState, list_writes
from optimization.governance.lever_file.phases_in_force import phases_applied
from optimization.governance.lever_file.rollback import roll_back_proposal
from optimization.governance.proposals.approvals import reject
from optimization.governance.proposals.proposals import Proposal, ProposalState, find_proposal
from optimization.places import Places

PHASE_1, WHOLE = merit_1_and_cola("0.036", "0.0175"), merit_1_and_cola("0.04", "0.02")


@pytest.fixture
def proposal(ledger: Ledger, home: Places) -> Proposal:
    home.levers.write_bytes(LEVERS)
    return approved(ledger, home)


def apply(ledger: Ledger, home: Places) -> LeverWrite:
    return apply_proposal(ledger, home, "PRP-000001", user="analyst", baseline=measured(home))


def apply_phase(ledger: Ledger, home: Places) -> LeverWrite:
    return apply_next_phase(ledger, home, "PRP-000001", user="analyst", baseline=measured(home))


def trail(ledger: Ledger) -> list[dict[str, Any]]:
    """The entries since the proposal was approved."""
    with ledger.read() as connection:
        texts = connection.scalars(audit_entries.select().with_only_columns(audit_entries.c.entry)).all()
    entries = [json.loads(text) for text in texts]
    return [entry for entry in entries if entry["action"] in ("PARAMETER_CHANGE", "IMPLEMENTATION_EVENT")]


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.usefixtures("proposal")
def test_a_whole_proposal_moves_its_rows_and_no_other_byte(ledger: Ledger, home: Places) -> None:
    home.levers.chmod(0o640)
    earliest = datetime.now(UTC)
    write = apply(ledger, home)

    assert home.levers.read_bytes() == WHOLE
    assert home.levers.stat().st_mode & 0o777 == 0o640
    assert (write.kind, write.state, write.phase) == (LeverWriteKind.APPLY, LeverWriteState.DONE, 1)
    assert (write.before_sha256, write.after_sha256) == (sha256(LEVERS), sha256(WHOLE))
    assert write.ended_at is not None
    assert earliest <= write.began_at <= write.ended_at <= datetime.now(UTC)
    assert [row.text for row in write.moved] == [
        "default 2025 level 1 cola_rate: 0.015 -> 0.02",
        "default 2025 level 1 merit_base: 0.0320 -> 0.04",
    ]
    assert list_writes(ledger, "PRP-000001") == (write,)
    assert find_proposal(ledger, "PRP-000001").state is ProposalState.APPLIED
    with ledger.read() as connection:
        assert phases_applied(connection, "PRP-000001") == 1


@pytest.mark.usefixtures("proposal")
def test_the_checkpoint_keeps_the_bytes_and_the_baseline_of_before(ledger: Ledger, home: Places) -> None:
    baseline = measured(home)
    write = apply(ledger, home)
    (checkpoint,) = list_checkpoints(ledger, "PRP-000001")
    assert checkpoint == find_checkpoint(ledger, write.checkpoint_id) == list_checkpoints(ledger)[0]
    assert (checkpoint.content, checkpoint.sha256) == (LEVERS, sha256(LEVERS))
    assert checkpoint.baseline == baseline
    assert checkpoint.parameters == {"cola_rate_level_1@2025": 0.015, "merit_rate_level_1@2025": 0.032}
    assert (checkpoint.proposal_id, checkpoint.phase, checkpoint.created_by) == ("PRP-000001", 1, "analyst")


@pytest.mark.usefixtures("proposal")
def test_the_trail_tells_the_start_the_checkpoint_each_row_and_the_end(ledger: Ledger, home: Places) -> None:
    apply(ledger, home)
    entries = trail(ledger)
    assert [entry["details"].get("event_type", entry["action"]) for entry in entries] == [
        "CHECKPOINT",
        "ROLLOUT_START",
        "PARAMETER_CHANGE",
        "PARAMETER_CHANGE",
        "COMPLETION",
    ]
    assert {entry["user_id"] for entry in entries} == {"analyst"}
    change = entries[2]["details"]
    assert (change["parameter"], change["old_value"], change["new_value"]) == ("cola_rate_level_1@2025", 0.015, 0.02)
    assert (change["fiscal_year"], change["job_level"], change["parameter_name"]) == tuple(COLA_1)
    assert (change["proposal_id"], change["phase"], change["reason"]) == (
        "PRP-000001",
        1,
        "PRP-000001 is applied whole.",
    )
    completion = entries[-1]["details"]
    assert (completion["before_sha256"], completion["after_sha256"]) == (sha256(LEVERS), sha256(WHOLE))
    assert completion["proposals_moved"] == {"PRP-000001": "applied"}


def test_phases_come_one_after_the_other_and_the_last_one_is_the_proposal(
    ledger: Ledger, home: Places, proposal: Proposal
) -> None:
    plan_two_phases(ledger, proposal)
    for phase, content in enumerate((PHASE_1, WHOLE), start=1):
        write = apply_phase(ledger, home)
        assert (write.kind, write.phase) == (LeverWriteKind.PHASE, phase)
        assert home.levers.read_bytes() == content
        with ledger.read() as connection:
            assert phases_applied(connection, "PRP-000001") == phase
        assert find_proposal(ledger, "PRP-000001").state is ProposalState.APPLIED
    assert [checkpoint.content for checkpoint in list_checkpoints(ledger, "PRP-000001")] == [LEVERS, PHASE_1]
    assert [entry["details"].get("event_type") for entry in trail(ledger)].count("ROLLOUT_START") == 1
    with pytest.raises(BadInputError, match="All 2 phases of PRP-000001 are in force"):
        apply_phase(ledger, home)


def test_a_whole_proposal_with_a_plan_has_all_its_phases_in_force(
    ledger: Ledger, home: Places, proposal: Proposal
) -> None:
    plan_two_phases(ledger, proposal)
    assert apply(ledger, home).phase == 2
    with pytest.raises(BadInputError, match="All 2 phases"):
        apply_phase(ledger, home)


def test_a_cell_that_inherits_its_value_gets_a_row_and_the_trail_names_what_it_had(
    ledger: Ledger, home: Places
) -> None:
    home.levers.write_bytes(LEVERS.replace(b"2025,1,RAISE,cola_rate", b"2024,1,RAISE,cola_rate"))
    # What holds in 2025 is what the row of 2024 says.
    approved(ledger, home, {COLA_1: 0.02}, before={COLA_1: 0.015})
    write = apply(ledger, home)
    today = datetime.now(UTC).date()
    assert home.levers.read_bytes().endswith(
        f'\r\ndefault,2025,1,RAISE,cola_rate,"0.02",0,{today},optimization_engine'.encode()
    )
    assert [row.text for row in write.moved] == ["default 2025 level 1 cola_rate: 0.015 (inherited) -> 0.02"]
    assert [(row.before, row.after) for row in write.moved] == [(0.015, 0.02)]


@pytest.mark.usefixtures("proposal")
@pytest.mark.parametrize("phased", [False, True], ids=["whole", "first phase"])
def test_a_lever_file_that_moved_since_the_search_is_refused_with_its_rows(
    ledger: Ledger, home: Places, phased: bool
) -> None:
    plan_two_phases(ledger, find_proposal(ledger, "PRP-000001"))
    moved = LEVERS.replace(b"0.031", b"0.0305").replace(b" 0.0320 ,0", b" 0.0320 ,1")
    home.levers.write_bytes(moved)
    with pytest.raises(BadInputError) as refused:
        (apply_phase if phased else apply)(ledger, home)
    assert "has moved since PRP-000001 was computed: 2 rows" in str(refused.value)
    assert "default 2025 level 2 merit_base: 0.031 -> 0.0305" in str(refused.value)
    assert "default 2025 level 1 merit_base: 0.0320 -> 0.0320 (locked)" in str(refused.value)
    assert "ask the search again" in str(refused.value)
    assert home.levers.read_bytes() == moved
    assert list_writes(ledger, "PRP-000001") == ()
    assert find_proposal(ledger, "PRP-000001").state is ProposalState.APPROVED


@pytest.mark.usefixtures("proposal")
def test_other_formatting_of_the_same_rows_is_no_reason_to_refuse(ledger: Ledger, home: Places) -> None:
    home.levers.write_bytes(LEVERS.replace(b"0.031", b" 0.03100"))
    apply(ledger, home)
    assert home.levers.read_bytes() == WHOLE.replace(b"0.031", b" 0.03100")


def test_a_phase_is_refused_when_the_phase_before_is_not_there_any_more(
    ledger: Ledger, home: Places, proposal: Proposal
) -> None:
    plan_two_phases(ledger, proposal)
    apply_phase(ledger, home)
    home.levers.write_bytes(LEVERS)
    with pytest.raises(BadInputError, match=r"has moved since PRP-000001 was last applied: 2 rows[^$]*rollback"):
        apply_phase(ledger, home)
    assert home.levers.read_bytes() == LEVERS


@pytest.mark.usefixtures("proposal")
def test_figures_measured_on_other_levers_are_refused(ledger: Ledger, home: Places) -> None:
    baseline = measured(home)
    home.levers.write_bytes(LEVERS.replace(b"0.031", b"0.0310"))
    with pytest.raises(PlanwiseError, match="changed while the simulation measured"):
        apply_proposal(ledger, home, "PRP-000001", user="analyst", baseline=baseline)
    assert list_writes(ledger, "PRP-000001") == ()


@pytest.mark.usefixtures("proposal")
def test_a_locked_row_is_refused_with_its_line(ledger: Ledger, home: Places) -> None:
    home.levers.write_bytes(LEVERS.replace(b'"0.015",0', b'"0.015",1'))
    approved(ledger, home)
    with pytest.raises(BadInputError, match=r"line 8: cola_rate of level 1 in 2025 .* locked"):
        apply_proposal(ledger, home, "PRP-000002", user="analyst", baseline=measured(home))
    assert list_checkpoints(ledger) == ()


def test_only_an_approved_proposal_is_applied(ledger: Ledger, home: Places) -> None:
    home.levers.write_bytes(LEVERS)
    propose_changes(ledger, home, CHANGES)
    with pytest.raises(BadInputError, match="is proposed and cannot be applied: others than 'analyst' must approve"):
        apply(ledger, home)
    reject(ledger, "PRP-000001", user="approver", comments="")
    for act in (apply, apply_phase):
        with pytest.raises(BadInputError, match="is rejected and cannot be applied: ask the search"):
            act(ledger, home)
    assert trail(ledger) == []


@pytest.mark.usefixtures("proposal")
def test_an_applied_proposal_is_not_applied_again(ledger: Ledger, home: Places) -> None:
    apply(ledger, home)
    with pytest.raises(BadInputError, match="is applied and cannot be applied"):
        apply(ledger, home)
    assert len(list_writes(ledger, "PRP-000001")) == 1


def test_the_phase_that_was_meant_is_applied_or_none(ledger: Ledger, home: Places, proposal: Proposal) -> None:
    plan_two_phases(ledger, proposal)
    baseline = measured(home)
    apply_next_phase(ledger, home, "PRP-000001", user="quicker", baseline=baseline, phase=1)
    with pytest.raises(
        BadInputError, match="Phase 1 of PRP-000001 is not the next one any more: phase 1 was applied by 'quicker'"
    ):
        apply_next_phase(ledger, home, "PRP-000001", user="analyst", baseline=baseline, phase=1)
    assert home.levers.read_bytes() == PHASE_1
    apply_next_phase(ledger, home, "PRP-000001", user="analyst", baseline=measured(home), phase=2)
    roll_back_proposal(ledger, home, "PRP-000001", user="quicker", reason="Costs rise.", checkpoint_id="CHK-000002")
    with pytest.raises(BadInputError, match="rolled back by 'quicker' meanwhile"):
        apply_next_phase(ledger, home, "PRP-000001", user="analyst", baseline=measured(home), phase=3)


@pytest.mark.usefixtures("proposal")
@pytest.mark.parametrize("years", [["2025"], ["2025", "2026"]])
def test_later_years_stay_whatever_years_the_last_run_was_about(ledger: Ledger, home: Places, years: list[str]) -> None:
    content = b"\r\n".join(line for line in LEVERS.split(b"\r\n") if b"2026" not in line)
    home.levers.write_bytes(content)
    approved(ledger, home, {COLA_1: 0.02})
    baseline = Baseline(metrics={"years": {year: {} for year in years}}, levers_sha256=measured(home).levers_sha256)
    apply_proposal(ledger, home, "PRP-000002", user="analyst", baseline=baseline)
    today = datetime.now(UTC).date()
    assert home.levers.read_bytes().endswith(
        f'default,2026,1,RAISE,cola_rate,"0.015",0,{today},optimization_engine'.encode()
    )


@pytest.mark.usefixtures("proposal")
def test_a_proposal_is_applied_to_one_lever_file(ledger: Ledger, home: Places) -> None:
    plan_two_phases(ledger, find_proposal(ledger, "PRP-000001"))
    elsewhere = Places(home=home.home, levers=home.levers.with_name("other.csv"))
    elsewhere.levers.write_bytes(LEVERS)

    def apply_elsewhere(step: str) -> None:
        # While a write to the one is begun, or after it.
        if step in (WriteStep.INTENT_KEPT, WriteStep.UNLOCKED):
            with pytest.raises(BadInputError, match=r"to another lever file .*, by LVW-000001: Name that one"):
                apply_phase(ledger, elsewhere)

    apply_next_phase(ledger, home, "PRP-000001", user="analyst", baseline=measured(home), on_step=apply_elsewhere)
    assert elsewhere.levers.read_bytes() == LEVERS


@pytest.mark.usefixtures("proposal")
def test_a_proposal_without_a_plan_has_no_next_phase(ledger: Ledger, home: Places) -> None:
    with pytest.raises(BadInputError, match="has no rollout plan"):
        apply_phase(ledger, home)


@pytest.mark.usefixtures("proposal")
def test_a_proposal_of_a_version_that_kept_no_rows_is_refused(ledger: Ledger, home: Places) -> None:
    with ledger.write() as connection:
        connection.execute(proposals.update().values(lever_rows=None))
    with pytest.raises(BadInputError, match="did not keep which levers it was computed from"):
        apply(ledger, home)


@pytest.mark.usefixtures("proposal")
def test_a_state_that_was_set_by_hand_is_no_approval(ledger: Ledger, home: Places) -> None:
    propose_changes(ledger, home, {MERIT_2: 0.033})
    with ledger.write() as connection:
        connection.execute(proposals.update().where(proposals.c.number == 2).values(state="approved"))
    with pytest.raises(BadInputError, match=r"By the audit trail 0 people other than its proposer .* LOW asks for 1"):
        apply_proposal(ledger, home, "PRP-000002", user="analyst", baseline=measured(home))
    assert home.levers.read_bytes() == LEVERS


@pytest.mark.usefixtures("proposal")
def test_a_second_proposal_of_other_rows_is_computed_from_the_first_ones_levers(ledger: Ledger, home: Places) -> None:
    apply(ledger, home)
    approved(ledger, home, {MERIT_2: 0.033})
    apply_proposal(ledger, home, "PRP-000002", user="analyst", baseline=measured(home))
    assert b",0.033,0," in home.levers.read_bytes()
    with ledger.read() as connection:
        assert [phases_applied(connection, each) for each in ("PRP-000001", "PRP-000002")] == [1, 1]
