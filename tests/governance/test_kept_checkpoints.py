"""A checkpoint is what was kept, or it is refused; it can be had as a file of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from lever_write_home import LEVERS, approved, measured, merit_1_and_cola
from typer.main import get_command

from optimization.commands import checkpoint as checkpoint_commands
from optimization.errors import BadInputError, PlanwiseError
from optimization.governance.ledger.governance_tables import checkpoints
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.lever_file.applying import apply_proposal
from optimization.governance.lever_file.checkpoint_export import export_checkpoint
from optimization.governance.lever_file.checkpoint_store import find_checkpoint
from optimization.governance.lever_file.lever_file_trail import sha256_of
from optimization.governance.lever_file.rollback import restore_checkpoint, roll_back_proposal
from optimization.places import Places

WHOLE = merit_1_and_cola("0.04", "0.02")
OTHER = LEVERS.replace(b"0.031", b"0.0999")


@pytest.fixture(autouse=True)
def applied(ledger: Ledger, home: Places) -> None:
    home.levers.write_bytes(LEVERS)
    approved(ledger, home)
    apply_proposal(ledger, home, "PRP-000001", user="analyst", baseline=measured(home))


@pytest.mark.parametrize(
    "changed",
    [{"content": OTHER}, {"content": OTHER, "sha256": sha256_of(OTHER)}, {"sha256": sha256_of(OTHER)}],
    ids=["bytes", "bytes and hash", "hash"],
)
def test_a_checkpoint_that_was_changed_in_the_ledger_is_not_gone_back_to(
    ledger: Ledger, home: Places, changed: Mapping[str, Any]
) -> None:
    with ledger.write() as connection:
        connection.execute(checkpoints.update().values(**changed))
    acts: tuple[Callable[[], object], ...] = (
        lambda: roll_back_proposal(ledger, home, "PRP-000001", user="approver", reason="Costs rise.", force=True),
        lambda: restore_checkpoint(ledger, home, "CHK-000001", user="approver", reason="Costs rise.", force=True),
        lambda: export_checkpoint(ledger, home, "CHK-000001", home.levers.with_name("exported.csv")),
    )
    for act in acts:
        with pytest.raises(PlanwiseError, match=r"CHK-000001 does not hold what was kept.*planwise audit verify"):
            act()
    assert home.levers.read_bytes() == WHOLE
    assert not home.levers.with_name("exported.csv").exists()


def test_a_checkpoint_that_the_audit_trail_knows_nothing_of_is_refused(ledger: Ledger) -> None:
    with ledger.write() as connection:
        kept = dict(connection.execute(checkpoints.select()).one()._mapping)
        connection.execute(checkpoints.insert().values({**kept, "number": 2}))
    with pytest.raises(PlanwiseError, match="nowhere to be found"):
        find_checkpoint(ledger, "CHK-000002")


@pytest.mark.parametrize("name", ["CHK-0000001", "CHK-1", "chk-000001", "CHK-99999999999999999999", "1"])
def test_an_id_is_written_as_it_was_printed(ledger: Ledger, name: str) -> None:
    with pytest.raises(BadInputError, match=f"Unknown checkpoint '{name}'.*CHK-000001"):
        find_checkpoint(ledger, name)


def test_a_checkpoint_is_exported_byte_for_byte_to_a_new_file(ledger: Ledger, home: Places, tmp_path: Path) -> None:
    file = tmp_path / "exported.csv"
    export_checkpoint(ledger, home, "CHK-000001", file)
    assert file.read_bytes() == LEVERS
    with pytest.raises(BadInputError, match="exists already, and nothing is overwritten"):
        export_checkpoint(ledger, home, "CHK-000001", file)
    with pytest.raises(PlanwiseError, match=r"Cannot write .*exported.csv: No such file or directory"):
        export_checkpoint(ledger, home, "CHK-000001", tmp_path / "gone" / "exported.csv")
    home.levers.unlink()
    with pytest.raises(BadInputError, match="is the lever file in force"):
        export_checkpoint(ledger, home, "CHK-000001", home.levers)
    assert not home.levers.exists()


@pytest.mark.usefixtures("ledger")
def test_the_state_that_a_forced_rollback_took_away_is_had_back_as_a_file(
    ledger: Ledger,
    home: Places,
    environ: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    edited = WHOLE.replace(b"0.031", b"0.0333")
    home.levers.write_bytes(edited)
    with pytest.raises(BadInputError, match="`planwise checkpoint export`"):
        roll_back_proposal(ledger, home, "PRP-000001", user="approver", reason="Costs rise.")
    roll_back_proposal(ledger, home, "PRP-000001", user="approver", reason="Costs rise.", force=True)
    variables = {"PLANWISE_HOME": str(home.home), "PLANWISE_LEVERS": str(home.levers), "PLANWISE_LEDGER_URL": ""}
    for name, value in {**variables, **environ}.items():
        monkeypatch.setenv(name, value)
    planwise = get_command(checkpoint_commands.app)
    planwise.main(args=["list", "--proposal", "PRP-000001", "--json"], standalone_mode=False)
    listed = json.loads(capsys.readouterr().out)["checkpoints"]
    assert [each["checkpoint_id"] for each in listed] == ["CHK-000001", "CHK-000002"]
    assert [each["sha256"] for each in listed] == [sha256_of(LEVERS), sha256_of(edited)]
    planwise.main(args=["export", "CHK-000002", str(tmp_path / "mine.csv")], standalone_mode=False)
    assert sha256_of(edited) in capsys.readouterr().out
    assert (tmp_path / "mine.csv").read_bytes() == edited
    planwise.main(args=["list"], standalone_mode=False)
    assert "CHK-000002" in capsys.readouterr().out
