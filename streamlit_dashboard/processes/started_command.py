"""A `planwise` command that a screen started in a process of its own, as its folder tells of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from optimization.atomic_file import replace_file
from optimization.governance.runs.run_process import RunProcess

COMMAND_FILE = "command.json"
STDOUT_FILE = "stdout"
STDERR_FILE = "stderr"
EXIT_CODE_FILE = "exit_code"


@dataclass(frozen=True, kw_only=True)
class StartedCommand:
    """A command under way or over. What it said and gave is read from its folder at each question.

    Attributes:
        command_id: the name of its folder; later commands have later names.
        folder: holds the command, its process, what it printed, and its exit code once it has ended.
        arguments: those of `planwise`.
        user: who started it, as its records name them.
        started_at: when, in UTC.
        process: where it runs; a run in the ledger that has the same process is this command's.
    """

    command_id: str
    folder: Path
    arguments: tuple[str, ...]
    user: str
    started_at: datetime
    process: RunProcess

    @property
    def is_running(self) -> bool:
        """Whether it is still at work, as far as is known: of another host's processes only their end is."""
        return self.exit_code is None and not self.process.is_known_to_be_gone

    @property
    def exit_code(self) -> int | None:
        """The exit code of `planwise`; None while it runs, and for ever where its process was killed."""
        try:
            return int((self.folder / EXIT_CODE_FILE).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None

    @property
    def said(self) -> tuple[str, ...]:
        """The whole lines on stderr so far: progress, notes, and the message of an error."""
        text = _text(self.folder / STDERR_FILE)
        lines = text.splitlines()
        is_cut_off = bool(text) and not text.endswith("\n") and self.is_running
        return tuple(lines[:-1] if is_cut_off else lines)

    @property
    def result(self) -> dict[str, Any] | None:
        """What `--json` printed; None where it has printed no whole JSON object."""
        try:
            printed = json.loads(_text(self.folder / STDOUT_FILE))
        except json.JSONDecodeError:
            return None
        return printed if isinstance(printed, dict) else None


def write_started_command(command: StartedCommand) -> None:
    """Put the command where `read_started_command` finds it."""
    content = {
        "arguments": command.arguments,
        "user": command.user,
        "started_at": command.started_at.isoformat(),
        "process": {
            "host": command.process.host,
            "pid": command.process.pid,
            "created_at": command.process.created_at.isoformat(),
        },
    }
    replace_file(command.folder / COMMAND_FILE, json.dumps(content, indent=2).encode())


def read_started_command(folder: Path) -> StartedCommand | None:
    """The command of a folder; None where it is being written or removed at this moment."""
    try:
        content = json.loads((folder / COMMAND_FILE).read_text(encoding="utf-8"))
        process = content["process"]
        return StartedCommand(
            command_id=folder.name,
            folder=folder,
            arguments=tuple(content["arguments"]),
            user=content["user"],
            started_at=datetime.fromisoformat(content["started_at"]),
            process=RunProcess(
                host=process["host"],
                pid=process["pid"],
                created_at=datetime.fromisoformat(process["created_at"]),
            ),
        )
    except (FileNotFoundError, NotADirectoryError, ValueError, KeyError):
        return None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""
