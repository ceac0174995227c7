"""Commands started by screens live in processes of their own: found by every session, stopped, missed when killed."""

from __future__ import annotations

import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import psutil
import pytest

from optimization.errors import PlanwiseError
from optimization.governance.runs.run_process import RunProcess
from optimization.places import PROJECT_ROOT, Places
from streamlit_dashboard.processes import started_commands as kept
from streamlit_dashboard.processes.started_command import StartedCommand, read_started_command, write_started_command
from streamlit_dashboard.processes.started_commands import running_commands, started_commands, started_folder
from streamlit_dashboard.processes.starting import start_command, stop_command

SECONDS = 60.0
EXIT_BAD_INPUT = 2
EXIT_INTERRUPTED = 130


@pytest.fixture
def home(empty_home: Places, published: Places) -> Places:
    """A home with a census and the parsed dbt project."""
    empty_home.home.mkdir()
    shutil.copy(published.census, empty_home.census)
    shutil.copytree(published.dbt_state, empty_home.dbt_state)
    return empty_home


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def ended(command: StartedCommand) -> StartedCommand:
    until(lambda: not command.is_running)
    return command


def stopped(command: StartedCommand) -> None:
    stop_command(command)
    ended(command)


def another_process(command: StartedCommand, **changed: object) -> StartedCommand:
    values = {"host": command.process.host, "pid": command.process.pid, "created_at": command.process.created_at}
    return StartedCommand(
        command_id=command.command_id,
        folder=command.folder,
        arguments=command.arguments,
        user=command.user,
        started_at=command.started_at,
        process=RunProcess(**{**values, **changed}),  # type: ignore[arg-type]
    )


def test_a_command_leaves_its_result_its_exit_code_and_what_it_said(empty_home: Places) -> None:
    asked = ["census", "generate", "--employees", "5", "--json"]
    command = ended(start_command(empty_home, asked, user="An Analyst"))
    assert command.exit_code == 0
    assert command.result is not None
    assert command.result["census"] == str(empty_home.census)
    assert empty_home.census.exists()
    (found,) = started_commands(empty_home, limit=10)
    assert found == command
    assert (found.user, found.arguments) == ("An Analyst", tuple(asked))
    assert abs(found.started_at - datetime.now(UTC)) < timedelta(seconds=SECONDS)


def test_a_refused_command_says_why_and_has_no_result(empty_home: Places) -> None:
    command = ended(start_command(empty_home, ["simulate", "--json"], user="An Analyst"))
    assert command.exit_code == EXIT_BAD_INPUT
    assert command.result is None
    assert command.said[0].startswith(f"Error: There is no census: {empty_home.census} is missing.")


def test_a_command_gets_the_places_the_environment_and_the_name_of_who_started_it(
    empty_home: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = empty_home.home / "elsewhere.sqlite"
    monkeypatch.setenv("PLANWISE_LEDGER_URL", f"sqlite:///{ledger}")
    command = start_command(empty_home, ["proposal", "list", "--json"], user="An Analyst")
    environment = psutil.Process(command.process.pid).environ()
    assert environment["PLANWISE_USER"] == "An Analyst"
    assert environment["PLANWISE_LEVERS"] == str(empty_home.levers)
    assert ended(command).exit_code == 0, command.said
    assert ledger.exists()


def test_a_running_command_is_found_with_its_process_and_stopped_as_by_ctrl_c(home: Places) -> None:
    # A server that a shell starts in the background ignores Ctrl-C, and its children inherit that.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        command = start_command(home, ["simulate", "--json"], user="An Analyst")
    finally:
        signal.signal(signal.SIGINT, before)
    until(lambda: bool(command.said))
    assert running_commands(home, command=("simulate",)) == (command,)
    assert running_commands(home, command=("optimize",)) == ()
    found = psutil.Process(command.process.pid)
    assert "streamlit_dashboard.processes.command_process" in found.cmdline()
    assert os.getsid(command.process.pid) == command.process.pid
    signature = home.home / "warehouse.lock.holder"
    until(signature.exists)
    assert json.loads(signature.read_text())["command"] == "planwise simulate --json"

    stopped(command)
    assert command.exit_code == EXIT_INTERRUPTED
    assert command.said[-1].startswith("Interrupted.")
    assert running_commands(home) == ()
    assert list(home.runs.iterdir()) == []
    stop_command(command)


def test_a_command_that_is_stopped_before_it_has_begun_ends_as_interrupted(empty_home: Places) -> None:
    command = start_command(empty_home, ["census", "generate", "--employees", "5"], user="An Analyst")
    stop_command(command)
    assert ended(command).exit_code == EXIT_INTERRUPTED
    assert command.said[-1].startswith("Interrupted.")
    assert not empty_home.census.exists()


def test_a_killed_command_is_not_running_and_has_no_exit_code(home: Places) -> None:
    command = start_command(home, ["simulate"], user="An Analyst")
    until(lambda: bool(command.said))
    os.kill(command.process.pid, signal.SIGKILL)
    ended(command)
    assert (command.exit_code, command.result) == (None, None)
    # It was waited for: nothing of it is left in the system's table.
    until(lambda: not psutil.pid_exists(command.process.pid))


def test_a_command_outlives_the_server_that_started_it(empty_home: Places) -> None:
    script = (
        "import sys; from pathlib import Path; from optimization.places import Places;"
        "from streamlit_dashboard.processes.starting import start_command;"
        "home = Places(home=Path(sys.argv[1]), levers=Path(sys.argv[2]));"
        "start_command(home, ['census', 'generate', '--employees', '5'], user='An Analyst')"
    )
    subprocess.run(
        [sys.executable, "-c", script, empty_home.home, empty_home.levers],
        cwd=PROJECT_ROOT,
        check=True,
        timeout=SECONDS,
    )
    (command,) = started_commands(empty_home, limit=1)
    assert ended(command).exit_code == 0


def test_a_process_of_another_host_runs_as_far_as_is_known_and_cannot_be_stopped_from_here(empty_home: Places) -> None:
    command = ended(start_command(empty_home, ["--version"], user="An Analyst"))
    (command.folder / "exit_code").unlink()
    elsewhere = another_process(command, host="another-host")
    assert elsewhere.is_running
    with pytest.raises(PlanwiseError, match=f"on another-host, which cannot be reached from {platform.node()}"):
        stop_command(elsewhere)


def test_a_later_process_of_the_same_number_is_not_the_command(empty_home: Places) -> None:
    command = ended(start_command(empty_home, ["--version"], user="An Analyst"))
    (command.folder / "exit_code").unlink()
    mistaken = another_process(command, pid=os.getpid())
    assert not mistaken.is_running
    stop_command(mistaken)


def test_half_written_files_are_no_command_and_no_result(empty_home: Places) -> None:
    command = ended(start_command(empty_home, ["census", "generate", "--employees", "5", "--json"], user="A"))
    until(lambda: command.process.is_known_to_be_gone)
    (command.folder / "exit_code").write_text("")
    assert command.exit_code is None
    (command.folder / "stdout").write_text('{"census": ')
    assert command.result is None
    (command.folder / "stdout").write_text("[1]")
    assert command.result is None
    (command.folder / "stderr").write_bytes(b"one\ntwo \xff")
    running = another_process(command, host="another-host")
    assert running.said == ("one",)
    assert command.said == ("one", "two \N{REPLACEMENT CHARACTER}")
    for content in ("", '{"arguments": []}'):
        (command.folder / "command.json").write_text(content)
        assert read_started_command(command.folder) is None
    (started_folder(empty_home) / "stray").touch()
    assert started_commands(empty_home, limit=10) == ()


def test_the_oldest_commands_that_are_over_are_forgotten(empty_home: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_KEPT", 1)
    first = ended(start_command(empty_home, ["--version"], user="A"))
    going_on = another_process(first, pid=os.getpid(), created_at=birth_of_this_process())
    (first.folder / "exit_code").unlink()
    write_started_command(going_on)
    second = ended(start_command(empty_home, ["--version"], user="A"))
    assert started_commands(empty_home, limit=10) == (second, going_on)
    third = ended(start_command(empty_home, ["--version"], user="A"))
    assert started_commands(empty_home, limit=10) == (third, going_on)
    assert started_commands(empty_home, limit=1) == (third,)


def test_a_home_that_cannot_be_written_is_said(empty_home: Places) -> None:
    empty_home.home.write_text("a file")
    with pytest.raises(PlanwiseError, match=r"cannot be started from .* Free disk space or memory"):
        start_command(empty_home, ["--version"], user="A")


def birth_of_this_process() -> datetime:
    return datetime.fromtimestamp(psutil.Process().create_time(), UTC)
