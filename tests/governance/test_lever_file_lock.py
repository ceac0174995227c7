"""One writer of a lever file at a time: the second waits a little, and is told by whom."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from lever_write_home import LEVERS, approved, merit_1_and_cola

from optimization.errors import PlanwiseError
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.lever_file.lever_file_lock import lever_file_lock, lock_path, writer_of
from optimization.governance.lever_file.lever_writes import list_writes
from optimization.places import Places

APPLY_WHEN_TOLD = """
from pathlib import Path
from lever_write_home import measured
from optimization.errors import PlanwiseError
from optimization.governance.lever_file.applying import apply_proposal
from optimization.governance.ledger.ledger import open_ledger
from optimization.places import Places
places = Places(home=Path({home!r}), levers=Path({levers!r}))
with open_ledger(places) as ledger:
    baseline = measured(places)
    print("ready", flush=True)
    input()
    try:
        print(apply_proposal(ledger, places, "PRP-000001", user="analyst", baseline=baseline).write_id)
    except PlanwiseError as error:
        print(error)
"""


@pytest.fixture
def read_only_folder() -> Iterator[Path]:
    """A folder in which this process, whoever it runs as, may make no file."""
    was_root = os.geteuid() == 0
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "levers.csv").write_bytes(LEVERS)
        Path(folder).chmod(0o555)
        if was_root:
            nobody = 65534
            os.seteuid(nobody)
        try:
            yield Path(folder)
        finally:
            if was_root:
                os.seteuid(0)
            Path(folder).chmod(0o755)


def test_the_second_writer_is_told_who_is_the_first(tmp_path: Path) -> None:
    lever_file = tmp_path / "levers.csv"
    assert writer_of(lever_file) is None
    with lever_file_lock(lever_file):
        me = f"process {os.getpid()} on {platform.node()} ("
        assert (writer_of(lever_file) or "").startswith(me)
        with pytest.raises(PlanwiseError) as told, lever_file_lock(lever_file, wait_seconds=0.05):
            pass
        assert f"{lever_file} is being written by {me}" in str(told.value)
        assert "0.05 seconds" in str(told.value)
        assert str(lock_path(lever_file)) in str(told.value)
    assert writer_of(lever_file) is None
    with lever_file_lock(lever_file, wait_seconds=0.05):
        pass


def test_a_signature_that_a_killed_process_left_blames_nobody(tmp_path: Path) -> None:
    lever_file = tmp_path / "levers.csv"
    holder = lock_path(lever_file).with_name(f"{lock_path(lever_file).name}.holder")
    # Higher than any process id.
    left = {"pid": 2**22 + 1, "host": platform.node(), "command": "planwise"}
    holder.write_text(json.dumps(left), encoding="utf-8")
    with FileLock(lock_path(lever_file)):
        assert writer_of(lever_file) == "another process"
        holder.write_text(json.dumps({**left, "pid": os.getppid()}), encoding="utf-8")
        assert (writer_of(lever_file) or "").startswith(f"process {os.getppid()} on ")
        # Of another machine nobody can tell.
        holder.write_text(json.dumps({**left, "host": "elsewhere"}), encoding="utf-8")
        assert writer_of(lever_file) == f"process {left['pid']} on elsewhere (planwise)"


@pytest.mark.skipif(os.geteuid() != 0, reason="takes the rights to act as two users")
def test_a_second_user_of_the_system_takes_the_lock_that_the_first_one_left() -> None:
    others = [65533, 65534]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        lever_file = Path(folder) / "levers.csv"
        holder = lock_path(lever_file).with_name(f"{lock_path(lever_file).name}.holder")
        for user in others:
            os.seteuid(user)
            try:
                with lever_file_lock(lever_file, wait_seconds=0.05):
                    assert json.loads(holder.read_text(encoding="utf-8"))["pid"] == os.getpid()
                # As a process that is killed leaves it.
                holder.write_text("{}", encoding="utf-8")
            finally:
                os.seteuid(0)
        assert lock_path(lever_file).stat().st_mode & 0o777 == 0o666


def test_the_lock_is_free_again_when_the_work_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), lever_file_lock(tmp_path / "levers.csv"):
        _ = 1 / 0
    assert writer_of(tmp_path / "levers.csv") is None


def test_a_folder_that_lets_nobody_write_is_named_with_what_to_do(read_only_folder: Path) -> None:
    lever_file = read_only_folder / "levers.csv"
    with pytest.raises(PlanwiseError) as refused, lever_file_lock(lever_file):
        pass
    assert f"{lever_file} cannot be locked: {lock_path(lever_file)}: Permission denied." in str(refused.value)
    assert "PLANWISE_LEVERS" in str(refused.value)
    assert os.listdir(read_only_folder) == ["levers.csv"]


def test_a_folder_that_does_not_exist_is_named_and_not_made(tmp_path: Path) -> None:
    lever_file = tmp_path / "gone" / "levers.csv"
    with pytest.raises(PlanwiseError, match=r"There is no folder .*gone for levers.csv"), lever_file_lock(lever_file):
        pass
    assert os.listdir(tmp_path) == []


def test_of_two_that_apply_at_once_one_wins_and_the_other_is_told(
    home: Places,
    environ: dict[str, str],
    start_on_ledger: Callable[[str], subprocess.Popen[str]],
    at_once: Callable[[list[subprocess.Popen[str]]], list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home.levers.write_bytes(LEVERS)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    with open_ledger(home, environ) as ledger:
        approved(ledger, home)
        code = APPLY_WHEN_TOLD.format(home=str(home.home), levers=str(home.levers))
        won, told = sorted(at_once([start_on_ledger(code) for _ in range(2)]))
        assert won == "LVW-000001\n"
        assert told.startswith("PRP-000001 is applied and cannot be applied")
        assert len(list_writes(ledger, "PRP-000001")) == 1
    assert home.levers.read_bytes() == merit_1_and_cola("0.04", "0.02")
