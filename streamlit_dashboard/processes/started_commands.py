"""The commands that screens started in a home: the newest ones, and the end of the oldest."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from optimization.places import Places
from streamlit_dashboard.processes.started_command import StartedCommand, read_started_command

# Some weeks of a team's work; each folder is some kilobytes of text.
_KEPT = 200


def started_folder(places: Places) -> Path:
    """One folder per started command."""
    return places.home / "started"


def started_commands(places: Places, *, command: Sequence[str] = (), limit: int) -> tuple[StartedCommand, ...]:
    """The commands started in this home by any session, newest first.

    Args:
        places: whose home.
        command: only those whose arguments begin with these, like ("optimize", "loop").
        limit: how many at most.
    """
    words = tuple(command)
    found: list[StartedCommand] = []
    for each in _newest_first(places):
        if len(found) == limit:
            break
        if each.arguments[: len(words)] == words:
            found.append(each)
    return tuple(found)


def running_commands(places: Places, *, command: Sequence[str] = ()) -> tuple[StartedCommand, ...]:
    """Those under way, newest first."""
    return tuple(each for each in started_commands(places, command=command, limit=_KEPT) if each.is_running)


def forget_oldest_commands(places: Places) -> None:
    """Remove the folders of commands that are over, except the newest."""
    for each in list(_newest_first(places))[_KEPT:]:
        if not each.is_running:
            # Another user's folder may not be ours to remove; it does no harm.
            shutil.rmtree(each.folder, ignore_errors=True)


def _newest_first(places: Places) -> Iterator[StartedCommand]:
    folder = started_folder(places)
    if not folder.exists():
        return
    for each in sorted(folder.iterdir(), reverse=True):
        command = read_started_command(each)
        if command is not None:
            yield command
