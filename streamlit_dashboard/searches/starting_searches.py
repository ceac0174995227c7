"""Starts a search as a process of its own, once however often it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from optimization.places import Places
from streamlit_dashboard.processes.started_command import StartedCommand
from streamlit_dashboard.processes.started_commands import running_commands
from streamlit_dashboard.processes.starting import start_command
from streamlit_dashboard.searches.search_commands import SEARCHING, recorded_for


def start_search(places: Places, arguments: Sequence[str], *, user: str) -> StartedCommand:
    """The command under way: a new one, or the one with which the same person asks the same already.

    Args:
        places: On what is searched.
        arguments: Those of `planwise`, without name and output.
        user: Under whose name the run is recorded.

    Raises:
        PlanwiseError: the system refuses to start a process.
    """
    asked = recorded_for(arguments, user=user)
    for command in running_commands(places, command=SEARCHING):
        # A second click before the page was drawn again.
        if command.arguments == asked:
            return command
    return start_command(places, asked, user=user)
