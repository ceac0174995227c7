"""A lever file that was moved or renamed: what the ledger has on it goes with it, and nothing else takes its place."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from lever_write_home import (
    LEVERS,
    MERIT_2,
    approved,
    in_a_process,
    killed_at,
    measured,
    merit_1_and_cola,
    plan_two_phases,
)

from optimization.atomic_file import ReplaceStep
from optimization.errors import BadInputError, PlanwiseError
from optimization.governance.audit_trail.audit_verify import verify_chain
from optimization.governance.ledger.governance_tables import audit_entries, lever_writes
from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.governance.lever_file.applying import apply_next_phase, apply_proposal
from optimization.governance.lever_file.checkpoint_store import list_checkpoints
from optimization.governance.lever_file.lever_writes import LeverWriteState, list_writes
from optimization.governance.lever_file.moved_lever_file import lost_lever_files, take_over_lever_file
from optimization.governance.lever_file.rollback import restore_checkpoint, roll_back_proposal
from optimization.governance.proposals.completion import complete_proposal
from optimization.governance.proposals.proposals import ProposalState, find_proposal
from optimization.places import Places

WHOLE = merit_1_and_cola("0.04", "0.02")


@pytest.fixture(autouse=True)
def lever_file(home: Places) -> None:
    home.levers.write_bytes(LEVERS)


def renamed(home: Places, name: str = "renamed.csv") -> Places:
    """The home with its lever file at another place."""
    levers = home.levers.with_name(name)
    home.levers.rename(levers)
    return replace(home, levers=levers)


def apply(ledger: Ledger, home: Places, proposal_id: str = "PRP-000001") -> None:
    apply_proposal(ledger, home, proposal_id, user="analyst", baseline=measured(home))


def roll_back(ledger: Ledger, home: Places, proposal_id: str = "PRP-000001") -> None:
    roll_back_proposal(ledger, home, proposal_id, user="approver", reason="Costs rise.")


def last_details(ledger: Ledger, kind: str) -> dict[str, object]:
    with ledger.read() as connection:
        texts = connection.scalars(
            audit_entries.select().with_only_columns(audit_entries.c.entry).order_by(audit_entries.c.sequence)
        ).all()
    entries = [json.loads(text) for text in texts]
    return [e["details"] | {"user": e["user_id"]} for e in entries if e["details"].get("event_type") == kind][-1]


def test_a_rollout_goes_on_in_the_renamed_file_once_somebody_says_so(ledger: Ledger, home: Places) -> None:
    plan_two_phases(ledger, approved(ledger, home))
    apply_next_phase(ledger, home, "PRP-000001", user="analyst", baseline=measured(home))
    assert lost_lever_files(ledger) == ()
    old, home = home.levers, renamed(home)
    assert lost_lever_files(ledger) == (str(old),)
    for act in (
        lambda: roll_back(ledger, home),
        lambda: restore_checkpoint(ledger, home, "CHK-000001", user="approver", reason="Costs rise."),
        lambda: apply_next_phase(ledger, home, "PRP-000001", user="analyst", baseline=measured(home)),
        lambda: complete_proposal(ledger, home, "PRP-000001", user="approver", comments=""),
    ):
        with pytest.raises(BadInputError, match=f"`planwise levers moved {old}`"):
            act()

    assert take_over_lever_file(ledger, home, old, user="approver") == ()
    told = last_details(ledger, "LEVER_FILE_MOVED")
    assert (told["lever_file"], told["moved_from"], told["user"]) == (str(home.levers), str(old), "approver")
    assert {each.lever_file for each in list_checkpoints(ledger)} == {str(home.levers)}
    apply_next_phase(ledger, home, "PRP-000001", user="analyst", baseline=measured(home))
    assert home.levers.read_bytes() == WHOLE
    roll_back(ledger, home)
    assert home.levers.read_bytes() == LEVERS
    assert verify_chain(ledger).is_intact
    assert lost_lever_files(ledger) == ()


@pytest.mark.parametrize("step", [ReplaceStep.TEMPORARY_MADE, ReplaceStep.REPLACED])
@pytest.mark.parametrize("by", ["path", "host"])
def test_a_write_that_was_cut_short_is_settled_where_the_file_is_now(
    home: Places, environ: dict[str, str], step: ReplaceStep, by: str
) -> None:
    with open_ledger(home, environ) as ledger:
        approved(ledger, home)
    in_a_process(
        home,
        environ,
        lambda ledger: apply_proposal(
            ledger, home, "PRP-000001", user="analyst", baseline=measured(home), on_step=killed_at(step)
        ),
    )
    old, home = home.levers, renamed(home) if by == "path" else home
    with open_ledger(home, environ) as ledger:
        if by == "host":
            with ledger.write() as connection:
                connection.execute(lever_writes.update().values(host="elsewhere"))
        with pytest.raises(PlanwiseError, match=f"`planwise levers moved {old}`"):
            apply(ledger, home)
        (settled,) = take_over_lever_file(ledger, home, old, user="approver")
        is_made = step is ReplaceStep.REPLACED
        assert settled.write.state is (LeverWriteState.DONE if is_made else LeverWriteState.ABANDONED)
        if not is_made:
            apply(ledger, home)
        roll_back(ledger, home)
        assert home.levers.read_bytes() == LEVERS


def test_a_file_that_was_written_at_its_new_place_already_is_taken_over_too(ledger: Ledger, home: Places) -> None:
    approved(ledger, home)
    apply(ledger, home)
    old, home = home.levers, renamed(home)
    approved(ledger, home, {MERIT_2: 0.033})
    apply(ledger, home, "PRP-000002")
    take_over_lever_file(ledger, home, old, user="approver")
    roll_back(ledger, home, "PRP-000002")
    assert home.levers.read_bytes() == WHOLE
    roll_back(ledger, home)
    assert home.levers.read_bytes() == LEVERS
    assert find_proposal(ledger, "PRP-000001").state is ProposalState.ROLLED_BACK


def test_a_file_saved_in_another_format_is_taken_over_and_that_is_recorded(ledger: Ledger, home: Places) -> None:
    approved(ledger, home)
    apply(ledger, home)
    old, home = home.levers, renamed(home)
    home.levers.write_bytes(WHOLE.replace(b"\r\n", b"\n"))
    take_over_lever_file(ledger, home, old, user="approver")
    assert last_details(ledger, "EXTERNAL_CHANGE")["row_differences"] == []


def test_what_is_another_lever_file_does_not_take_the_place(ledger: Ledger, home: Places, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="The ledger has nothing on"):
        take_over_lever_file(ledger, home, home.levers, user="approver")
    approved(ledger, home)
    apply(ledger, home)

    def refused(places: Places, old: Path, message: str) -> None:
        with pytest.raises(BadInputError, match=message):
            take_over_lever_file(ledger, places, old, user="approver")

    refused(home, home.levers, "is the lever file in force, and where the ledger knows it to be")
    refused(home, tmp_path / "comp_lever.csv", "Unknown lever file .*Did you mean .*comp_levers.csv")
    copy = replace(home, levers=tmp_path / "copy.csv")
    copy.levers.write_bytes(WHOLE)
    refused(copy, home.levers, "There is still a lever file at the old place")
    old, home = home.levers, renamed(home)
    home.levers.write_bytes(WHOLE.replace(b"0.031", b"0.0333"))
    refused(
        home, old, r"is not as .* was last known .*: 1 row\n  default 2025 level 2 merit_base: 0.031 -> 0.0333\nPut"
    )
    home.levers.write_bytes(b"nonsense")
    refused(home, old, r"is not as .* was last known .*: its bytes. Put back")
    assert {write.lever_file for write in list_writes(ledger, "PRP-000001")} == {str(old)}


def test_two_files_that_were_written_by_turns_are_not_one(ledger: Ledger, home: Places) -> None:
    other = replace(home, levers=home.levers.with_name("other.csv"))
    other.levers.write_bytes(LEVERS)
    for name, places in (("PRP-000001", home), ("PRP-000002", other), ("PRP-000003", home)):
        approved(ledger, places)
        apply(ledger, places, name)
        roll_back(ledger, places, name)
    home.levers.unlink()
    with pytest.raises(BadInputError, match="were both written to, so they are two lever files"):
        take_over_lever_file(ledger, other, home.levers, user="approver")


def test_a_link_at_the_old_place_leads_to_the_file_and_is_not_it(ledger: Ledger, home: Places) -> None:
    approved(ledger, home)
    apply(ledger, home)
    old, home = home.levers, renamed(home)
    old.symlink_to(home.levers)
    with pytest.raises(BadInputError, match=f"`planwise levers moved {old}`"):
        roll_back(ledger, replace(home, levers=old))
    take_over_lever_file(ledger, home, old, user="approver")
    roll_back(ledger, replace(home, levers=old))
    assert home.levers.read_bytes() == LEVERS
