"""A search that has ended on the screen: its answer in full, or why it has none."""

from __future__ import annotations

import re

import streamlit as st

from optimization.places import Places
from optimization.recommendation.recorded_results import recorded_result
from streamlit_dashboard.auto_optimize.progress_screen import show_gathering
from streamlit_dashboard.auto_optimize.run_in_view import open_search
from streamlit_dashboard.elements.texts import plain_text
from streamlit_dashboard.processes.started_command import StartedCommand
from streamlit_dashboard.searches.followed_search import FollowedSearch
from streamlit_dashboard.searches.recorded_searches import proposal_of_run
from streamlit_dashboard.searches.search_in_full import ENDED_SILENTLY, show_search

# What the process says on its way, "[   1.2 s] searching ...", is no reason for its end.
_PROGRESS_LINE = re.compile(r"\[ *[\d.]+ s\] ")


def show_ended(followed: FollowedSearch, places: Places) -> None:
    """The answer of a run, with what is to be done with it; without a run, what the process said last.

    Raises:
        BadInputError: config/levers.yaml is wrong.
        PlanwiseError: the ledger cannot be read.
    """
    if followed.recorded is None:
        assert followed.command is not None, "a search has a run or a command"
        _show_failure(followed.command)
        return
    run = followed.recorded.run
    st.markdown(plain_text(f"{run.run_id}, started by {run.user} at {run.started_at:%Y-%m-%d %H:%M:%S} UTC."))
    if followed.is_at_work:
        show_gathering(places, run.run_id)
    show_search(
        recorded_result(followed.recorded),
        proposal_of_run(places, run.run_id),
        places,
        is_complete=not followed.is_at_work,
        on_started=lambda command: open_search(command.command_id),
    )


def why_it_ended(command: StartedCommand) -> str:
    """What a process said that ended without a run, but for its progress."""
    words = " ".join(line.strip() for line in command.said if not _PROGRESS_LINE.match(line))
    return words or ENDED_SILENTLY


def _show_failure(command: StartedCommand) -> None:
    st.error(plain_text(f"The search ended before it had a run. {why_it_ended(command)}"))
    if command.said:
        with st.expander("What the process said"):
            st.code("\n".join(command.said), language=None, wrap_lines=True)
