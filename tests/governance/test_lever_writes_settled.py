"""What is found and recorded before a write begins, and what becomes of writes that fail on the way."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lever_write_home import LEVERS, MERIT_2, approved, in_a_process, killed_at, measured, merit_1_and_cola

from optimization.atomic_file import ReplaceStep
from optimization.errors import BadInputError, PlanwiseError
from optimization.governance.ledger.governance_tables import audit_entries, lever_writes
from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.governance.lever_file.applying import apply_proposal
from optimization.governance.lever_file.lever_file_writing import WriteStep, write_steps
from optimization.governance.lever_file.lever_writes import LeverWrite, LeverWriteState, list_writes
from optimization.governance.lever_file.rollback import roll_back_proposal
from optimization.governance.lever_file.write_recovery import settle_under_lock, settle_writes, unsettled_writes
from optimization.governance.proposals.proposals import ProposalState, find_proposal
from optimization.places import Places

WHOLE = merit_1_and_cola("0.04", "0.02")
# Somebody's own change of a row that the first proposal is not about.
EDIT = (b"0.031", b"0.0333")
EDITED = "default 2025 level 2 merit_base: 0.031 -> 0.0333"


@pytest.fixture(autouse=True)
def lever_file(home: Places) -> None:
    home.levers.write_bytes(LEVERS)


def apply(
    ledger: Ledger, home: Places, proposal_id: str = "PRP-000001", on_step: Callable[[str], None] = lambda _step: None
) -> LeverWrite:
    return apply_proposal(ledger, home, proposal_id, user="analyst", baseline=measured(home), on_step=on_step)


def kill_while_applying(home: Places, environ: dict[str, str], step: str) -> None:
    with open_ledger(home, environ) as ledger:
        approved(ledger, home)
    assert in_a_process(home, environ, lambda ledger: apply(ledger, home, on_step=killed_at(step))) < 0


def events(ledger: Ledger, kind: str) -> list[dict[str, Any]]:
    with ledger.read() as connection:
        texts = connection.scalars(audit_entries.select().with_only_columns(audit_entries.c.entry)).all()
    entries = [json.loads(text) for text in texts]
    return [entry for entry in entries if entry["details"].get("event_type") == kind]


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_write_that_was_made_is_recorded_in_the_name_of_who_made_it(home: Places, environ: dict[str, str]) -> None:
    kill_while_applying(home, environ, ReplaceStep.REPLACED)
    with open_ledger(home, environ) as ledger:
        (settled,) = settle_writes(ledger, home, user="approver")
        assert settled.write.state is LeverWriteState.DONE
        assert settled.text.startswith("LVW-000001, which 'analyst' began at ")
        assert "had been made" in settled.text
        (completion,) = events(ledger, "COMPLETION")
        assert (completion["user_id"], completion["details"]["recovered_by"]) == ("analyst", "approver")
        assert settle_writes(ledger, home, user="approver") == ()


def test_a_write_that_was_not_made_is_abandoned_and_can_be_asked_for_again(
    home: Places, environ: dict[str, str]
) -> None:
    kill_while_applying(home, environ, ReplaceStep.TEMPORARY_WRITTEN)
    said: list[str] = []
    with open_ledger(home, environ) as ledger:
        apply(ledger, home, on_step=said.append)
        assert [write.state for write in list_writes(ledger, "PRP-000001")] == ["abandoned", "done"]
        (interrupted,) = events(ledger, "INTERRUPTED")
    assert (interrupted["user_id"], interrupted["details"]["begun_by"]) == ("analyst", "analyst")
    assert interrupted["details"]["meant_sha256"] == sha256(WHOLE)
    assert [text for text in said if "LVW-000001" in text and "is recorded as abandoned" in text]
    assert home.levers.read_bytes() == WHOLE


@pytest.mark.parametrize("is_removed", [False, True], ids=["rewritten", "removed"])
def test_a_file_that_is_neither_as_before_nor_as_meant_is_an_external_change(
    home: Places, environ: dict[str, str], is_removed: bool
) -> None:
    kill_while_applying(home, environ, ReplaceStep.REPLACED)
    found = b"" if is_removed else LEVERS.replace(*EDIT)
    home.levers.unlink() if is_removed else home.levers.write_bytes(found)
    with open_ledger(home, environ) as ledger:
        (settled,) = settle_writes(ledger, home, user="approver")
        assert settled.write.state is LeverWriteState.ABANDONED
        assert "something else has written it since" in settled.text
        (change,) = events(ledger, "EXTERNAL_CHANGE")
        assert (change["user_id"], change["scenario_id"]) == ("approver", None)
        details = change["details"]
        assert (details["before_sha256"], details["meant_sha256"]) == (sha256(LEVERS), sha256(WHOLE))
        assert details["after_sha256"] == sha256(found)
        rows = ["default 2025 level 2 merit_base: 0.031 -> 0.0333"]
        assert details["row_differences"] == (None if is_removed else rows)
        assert len(events(ledger, "INTERRUPTED")) == 1
        assert find_proposal(ledger, "PRP-000001").state is ProposalState.APPROVED
        assert unsettled_writes(ledger) == ()


@pytest.mark.parametrize(
    ("edit", "rows"),
    [(lambda content: content + b"\r\n", []), (lambda content: content.replace(*EDIT), [EDITED])],
    ids=["formatting", "another row"],
)
def test_a_write_is_recorded_though_the_file_was_saved_again_since(
    home: Places, environ: dict[str, str], edit: Callable[[bytes], bytes], rows: list[str]
) -> None:
    kill_while_applying(home, environ, ReplaceStep.REPLACED)
    home.levers.write_bytes(found := edit(WHOLE))
    with open_ledger(home, environ) as ledger:
        (settled,) = settle_writes(ledger, home, user="approver")
        assert settled.write.state is LeverWriteState.DONE
        assert "had been made" in settled.text
        assert find_proposal(ledger, "PRP-000001").state is ProposalState.APPLIED
        (change,) = events(ledger, "EXTERNAL_CHANGE")
        details = change["details"]
        assert (details["before_sha256"], details["after_sha256"]) == (sha256(WHOLE), sha256(found))
        assert details["row_differences"] == rows
        roll_back_proposal(ledger, home, "PRP-000001", user="approver", reason="Costs rise.", force=True)
    assert home.levers.read_bytes() == LEVERS


def test_a_write_of_which_a_part_is_left_is_taken_out_by_force(home: Places, environ: dict[str, str]) -> None:
    kill_while_applying(home, environ, ReplaceStep.REPLACED)
    # Of the two rows somebody puts back one, and changes a third.
    home.levers.write_bytes(found := WHOLE.replace(b'"0.02",0', b'"0.015",0').replace(*EDIT))
    with open_ledger(home, environ) as ledger:
        (settled,) = settle_writes(ledger, home, user="approver")
        assert settled.write.state is LeverWriteState.ABANDONED
        assert "`planwise proposal rollback PRP-000001 --force` goes back to it" in settled.text
        (change,) = events(ledger, "EXTERNAL_CHANGE")
        assert change["details"]["row_differences"] == [EDITED]
        assert change["details"]["rows_as_meant"] == ["default 2025 level 1 merit_base: 0.0320 -> 0.04"]
        with pytest.raises(BadInputError, match="approved and cannot become rolled back"):
            roll_back_proposal(ledger, home, "PRP-000001", user="approver", reason="Cut short.")
        assert home.levers.read_bytes() == found
        roll_back_proposal(ledger, home, "PRP-000001", user="approver", reason="Cut short.", force=True)
        assert home.levers.read_bytes() == LEVERS
        assert find_proposal(ledger, "PRP-000001").state is ProposalState.APPROVED
        apply(ledger, home)
        # What it goes back to now is the state before it was applied, and not the one before that rollback.
        roll_back_proposal(ledger, home, "PRP-000001", user="approver", reason="Costs rise.")
        assert home.levers.read_bytes() == LEVERS


def test_what_was_cut_short_is_not_taken_out_over_what_came_since(home: Places, environ: dict[str, str]) -> None:
    kill_while_applying(home, environ, ReplaceStep.TEMPORARY_WRITTEN)
    with open_ledger(home, environ) as ledger:
        approved(ledger, home, {MERIT_2: 0.033})
        apply(ledger, home, "PRP-000002")
        found = home.levers.read_bytes()
        with pytest.raises(BadInputError, match="PRP-000002 came into force after LVW-000001 was cut short"):
            roll_back_proposal(ledger, home, "PRP-000001", user="approver", reason="Cut short.", force=True)
    assert home.levers.read_bytes() == found


def test_a_write_of_another_host_is_left_to_that_host(home: Places, environ: dict[str, str]) -> None:
    kill_while_applying(home, environ, ReplaceStep.REPLACED)
    with open_ledger(home, environ) as ledger:
        with ledger.write() as connection:
            connection.execute(lever_writes.update().values(host="elsewhere"))
        for look in (lambda: settle_writes(ledger, home, user="approver"), lambda: apply(ledger, home)):
            with pytest.raises(PlanwiseError, match=r"began on elsewhere.* run `planwise doctor` there.* levers moved"):
                look()
        assert [write.state for write in unsettled_writes(ledger)] == [LeverWriteState.BEGUN]


def test_a_write_that_somebody_else_settled_meanwhile_is_not_ended_twice(ledger: Ledger, home: Places) -> None:
    approved(ledger, home)

    def settle(step: str) -> None:
        # As another machine would, which the lock does not keep out.
        if step == WriteStep.INTENT_KEPT:
            settle_under_lock(ledger, home.levers, user="approver")

    with pytest.raises(PlanwiseError, match="LVW-000001 was settled by somebody else meanwhile"):
        apply(ledger, home, on_step=settle)
    assert [write.state for write in list_writes(ledger, "PRP-000001")] == [LeverWriteState.ABANDONED]
    assert events(ledger, "COMPLETION") == []


def test_two_ledgers_of_one_lever_file_find_each_others_writes(home: Places, environ: dict[str, str]) -> None:
    kill_while_applying(home, environ, ReplaceStep.REPLACED)
    other = Places(home=home.home / "other", levers=home.levers)
    with open_ledger(other, {}) as ledger:
        approved(ledger, other, {MERIT_2: 0.0333})
        apply(ledger, other)
        assert events(ledger, "EXTERNAL_CHANGE") == []
    assert b",0.0333,0," in home.levers.read_bytes()
    with open_ledger(home, environ) as ledger:
        # Its own rows are in the file, so its write was made; the other ledger's row is somebody else's.
        with pytest.raises(BadInputError, match="is applied and cannot be applied"):
            apply(ledger, home)
        (change,) = events(ledger, "EXTERNAL_CHANGE")
        assert change["details"]["row_differences"] == ["default 2025 level 2 merit_base: 0.031 -> 0.0333"]
        assert find_proposal(ledger, "PRP-000001").state is ProposalState.APPLIED


def test_a_write_to_another_lever_file_is_left_to_whoever_names_that_file(
    home: Places, environ: dict[str, str], tmp_path: Path
) -> None:
    kill_while_applying(home, environ, ReplaceStep.REPLACED)
    elsewhere = Places(home=home.home, levers=tmp_path / "elsewhere.csv")
    elsewhere.levers.write_bytes(LEVERS)
    with open_ledger(home, environ) as ledger:
        assert settle_writes(ledger, elsewhere, user="analyst") == ()
        approved(ledger, elsewhere)
        apply(ledger, elsewhere, "PRP-000002")
        assert [write.lever_file for write in unsettled_writes(ledger)] == [str(home.levers)]
        assert [each.write.state for each in settle_writes(ledger, home, user="analyst")] == ["done"]


def test_a_change_by_hand_is_recorded_once_before_anything_else(ledger: Ledger, home: Places) -> None:
    approved(ledger, home)
    apply(ledger, home)
    home.levers.write_bytes(WHOLE.replace(*EDIT))
    for _ in range(2):
        with pytest.raises(BadInputError, match="changed by others"):
            roll_back_proposal(ledger, home, "PRP-000001", user="approver", reason="Costs rise.")
    (change,) = events(ledger, "EXTERNAL_CHANGE")
    assert (change["details"]["before_sha256"], change["details"]["after_sha256"]) == (
        sha256(WHOLE),
        sha256(WHOLE.replace(*EDIT)),
    )
    assert change["details"]["row_differences"] == ["default 2025 level 2 merit_base: 0.031 -> 0.0333"]
    home.levers.write_bytes(WHOLE)
    roll_back_proposal(ledger, home, "PRP-000001", user="approver", reason="Costs rise.")
    # Put back by hand is a change too, and its rows are known from neither side: nobody kept those bytes.
    assert [each["details"]["row_differences"] for each in events(ledger, "EXTERNAL_CHANGE")][1:] == [None]


def test_a_symbolic_link_stays_one_and_what_it_leads_to_is_written(
    ledger: Ledger, home: Places, tmp_path: Path
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    home.levers.rename(folder / "levers.csv")
    home.levers.symlink_to(folder / "levers.csv")
    approved(ledger, home)
    write = apply(ledger, home)
    assert home.levers.is_symlink()
    assert (folder / "levers.csv").read_bytes() == WHOLE
    assert write.lever_file == str(folder / "levers.csv")


def test_a_lever_file_that_cannot_be_read_is_named(ledger: Ledger, home: Places) -> None:
    approved(ledger, home)
    baseline = measured(home)
    home.levers.unlink()
    home.levers.mkdir()
    with pytest.raises(PlanwiseError, match=r"Cannot read .*comp_levers.csv: Is a directory"):
        apply_proposal(ledger, home, "PRP-000001", user="analyst", baseline=baseline)


def test_what_was_left_and_cannot_be_removed_is_named(ledger: Ledger, home: Places) -> None:
    approved(ledger, home)
    left = home.levers.with_name(".comp_levers.csv.0123456789abcdef")
    left.mkdir()
    with pytest.raises(PlanwiseError, match=r"0123456789abcdef was left by a process that was killed and cannot be"):
        apply(ledger, home)
    assert home.levers.read_bytes() == LEVERS


def test_a_file_that_cannot_be_replaced_is_as_it_was_and_the_ledger_says_so(ledger: Ledger, home: Places) -> None:
    # With a name this long, a temporary file beside it has one that no file system takes.
    places = Places(home=home.home, levers=home.levers.with_name("l" * 236 + ".csv"))
    home.levers.rename(places.levers)
    approved(ledger, places)
    with pytest.raises(PlanwiseError, match=r"could not be written: File name too long.*recorded as abandoned"):
        apply(ledger, places)
    assert places.levers.read_bytes() == LEVERS
    assert [write.state for write in list_writes(ledger, "PRP-000001")] == [LeverWriteState.ABANDONED]
    assert find_proposal(ledger, "PRP-000001").state is ProposalState.APPROVED


STEPS_BEFORE = write_steps()[write_steps().index(WriteStep.LOOKED) : write_steps().index(ReplaceStep.REPLACED)]


@pytest.mark.parametrize("step", STEPS_BEFORE)
def test_what_somebody_saves_in_the_midst_of_a_write_is_not_overwritten(
    ledger: Ledger, home: Places, step: str
) -> None:
    approved(ledger, home)
    saved = LEVERS.replace(*EDIT)

    def save(announced: str) -> None:
        if announced == step:
            home.levers.write_bytes(saved)

    with pytest.raises(PlanwiseError, match=r"was changed while it was being written\..*is recorded as abandoned"):
        apply(ledger, home, on_step=save)
    assert home.levers.read_bytes() == saved
    assert [write.state for write in list_writes(ledger, "PRP-000001")] == [LeverWriteState.ABANDONED]
    (change,) = events(ledger, "EXTERNAL_CHANGE")
    assert change["details"]["row_differences"] == [EDITED]


def test_a_ledger_that_fails_once_the_file_is_written_is_told_by_the_next_command(home: Places) -> None:
    with open_ledger(home, {}, wait_seconds=0.1) as ledger:
        approved(ledger, home)
        other_writer = sqlite3.connect(home.home / "ledger.sqlite", isolation_level=None)

        def occupy(step: str) -> None:
            if step == WriteStep.READ_BACK:
                other_writer.execute("begin immediate")

        with pytest.raises(PlanwiseError) as failed:
            apply(ledger, home, on_step=occupy)
        other_writer.close()
        assert "is written, but the ledger could not record it" in str(failed.value)
        assert "`planwise doctor`" in str(failed.value)
        assert home.levers.read_bytes() == WHOLE
        with pytest.raises(BadInputError, match="is applied and cannot be applied"):
            apply(ledger, home)
        assert [write.state for write in list_writes(ledger, "PRP-000001")] == [LeverWriteState.DONE]
