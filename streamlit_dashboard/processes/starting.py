"""Starts a `planwise` command in a process of its own, which outlives the page and the server, and stops one."""

from __future__ import annotations

import os
import platform
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import BinaryIO

from optimization.errors import PlanwiseError
from optimization.governance.identity import USER_VARIABLE
from optimization.governance.runs.run_process import process_of
from optimization.places import Places
from streamlit_dashboard.processes.started_command import (
    STDERR_FILE,
    STDOUT_FILE,
    StartedCommand,
    write_started_command,
)
from streamlit_dashboard.processes.started_commands import forget_oldest_commands, started_folder

_MODULE = "streamlit_dashboard.processes.command_process"
# Microseconds, so that the names of folders sort as the commands were started.
_STAMP = "%Y%m%dT%H%M%S.%fZ"
_RANDOM_BYTES = 3


def start_command(places: Places, arguments: Sequence[str], *, user: str) -> StartedCommand:
    """Start `planwise` with these arguments on these places, and return while it runs.

    Whatever it records carries `user` unless the arguments name another. The rest of the environment is this process's.

    Raises:
        PlanwiseError: the system refuses to make the folder or the process.
    """
    started_at = datetime.now(UTC)
    command_id = f"{started_at.strftime(_STAMP)}-{secrets.token_hex(_RANDOM_BYTES)}"
    folder = started_folder(places) / command_id
    try:
        folder.mkdir(parents=True)
        with (folder / STDOUT_FILE).open("wb") as stdout, (folder / STDERR_FILE).open("wb") as stderr:
            process = _started(
                [sys.executable, "-m", _MODULE, str(folder), *arguments],
                stdout=stdout,
                stderr=stderr,
                environment={**os.environ, **_environment(places, user)},
            )
        command = StartedCommand(
            command_id=command_id,
            folder=folder,
            arguments=tuple(arguments),
            user=user,
            started_at=started_at,
            process=process_of(process.pid),
        )
        # A child that nobody waits for stays in the system's table until the server ends.
        threading.Thread(target=process.wait, name=f"reaper of {command_id}", daemon=True).start()
        write_started_command(command)
    except OSError as error:
        raise PlanwiseError(
            f"`planwise {' '.join(arguments)}` cannot be started from {folder}: {error}. Free disk space or memory, or "
            "mend the folder's rights, and try again."
        ) from error
    forget_oldest_commands(places)
    return command


def stop_command(command: StartedCommand) -> None:
    """Ask a command to end, as Ctrl-C does: it keeps what it has found, and says so. One that is over is left alone.

    Raises:
        PlanwiseError: it runs on another host, or belongs to another user of the system.
    """
    if not command.is_running:
        return
    if command.process.host != platform.node():
        raise PlanwiseError(
            f"`planwise {' '.join(command.arguments)}` runs as process {command.process.pid} on "
            f"{command.process.host}, which cannot be reached from {platform.node()}. Stop it there."
        )
    try:
        os.kill(command.process.pid, signal.SIGINT)
    except ProcessLookupError:
        # It ended between the two questions.
        return
    except PermissionError as error:
        raise PlanwiseError(
            f"`planwise {' '.join(command.arguments)}` is process {command.process.pid} of another user of this "
            f"system. Ask {command.user} to stop it."
        ) from error


def _started(
    words: Sequence[str], *, stdout: BinaryIO, stderr: BinaryIO, environment: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """The process, which Ctrl-C waits for until it is ready to answer: see `command_process`."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            env=environment,
            # A session of its own: Ctrl-C and the closing of the server's terminal do not reach it.
            start_new_session=True,
        )
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _environment(places: Places, user: str) -> Mapping[str, str]:
    return {
        "PLANWISE_HOME": str(places.home),
        "PLANWISE_LEVERS": str(places.levers),
        "PLANWISE_TARGETS": str(places.targets),
        USER_VARIABLE: user,
    }
