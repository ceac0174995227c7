"""Starts an official run from a screen, one at a time."""

from __future__ import annotations

import threading

from optimization.errors import PlanwiseError
from optimization.places import Places
from optimization.simulation.writer_lock import current_holder
from streamlit_dashboard.official_run.run_question import COMMAND, RunQuestion
from streamlit_dashboard.processes.started_command import StartedCommand
from streamlit_dashboard.processes.started_commands import running_commands
from streamlit_dashboard.processes.starting import start_command

# Two clicks at once, of one session or of two, are answered one after the other.
_one_at_a_time = threading.Lock()


def start_run(places: Places, question: RunQuestion, *, user: str) -> StartedCommand:
    """Start `planwise simulate` unless a run is under way.

    Raises:
        PlanwiseError: one is, and who started it; or the process cannot be started.
    """
    with _one_at_a_time:
        running = running_commands(places, command=COMMAND)
        if running:
            first = running[-1]
            raise PlanwiseError(
                f"A simulation is under way, which {first.user} started at {first.started_at:%H:%M} UTC. No second one "
                "was started: wait until it is done, or cancel it."
            )
        holder = current_holder(places)
        if holder is not None:
            raise PlanwiseError(
                f"{places.home} is being written by {holder}. No simulation was started: wait until that is done; if "
                "it hangs, end that process."
            )
        return start_command(places, question.arguments, user=user)
