"""The analyst's app: what was simulated, which levers are in force, what was searched for and proposed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from optimization.errors import PlanwiseError
from optimization.places import Places, places
from streamlit_dashboard.levers_screen import show_levers
from streamlit_dashboard.next_steps import show_steps_to_a_run, show_steps_to_a_search
from streamlit_dashboard.published_run import PublishedRun, published_version, read_published_run
from streamlit_dashboard.recorded_searches import read_recorded_searches
from streamlit_dashboard.run_screen import show_published_run
from streamlit_dashboard.screen_texts import failures_in_words, show_failure
from streamlit_dashboard.searches_screen import show_searches

_STYLESHEET = Path(__file__).with_name("page.css")
# A screenful.
_NEWEST_SEARCHES = 20
# The run in view, and the one before it for whoever has not reloaded the page.
_RUNS_KEPT = 2

_TABS = ("Published run", "Levers in force", "Searches and proposals")


def main() -> None:
    """Draw the page, once per rerun."""
    st.set_page_config(page_title="PlanWise Navigator", layout="wide")
    st.html(_STYLESHEET)
    st.title("PlanWise Navigator")
    found = places()
    run = _published_run_or_failure(found)
    # Bound to the address: a tab can be linked to, and is still open after a reload.
    run_tab, levers_tab, searches_tab = st.tabs(_TABS, key="tab", on_change="rerun", bind="query-params")
    with run_tab, failures_in_words():
        _show_of_run(show_published_run, run, found)
    with levers_tab, failures_in_words():
        _show_of_run(show_levers, run, found)
    with searches_tab, failures_in_words():
        _show_searches(found)


def _published_run_or_failure(found: Places) -> PublishedRun | PlanwiseError | None:
    """The published run; None where there is none. A failure is a value: two tabs show it, and it may take seconds."""
    try:
        version = published_version(found)
        return None if version is None else _published_run(found, warehouse=str(found.warehouse), version=version)
    except PlanwiseError as error:
        return error


@st.cache_data(max_entries=_RUNS_KEPT, show_spinner="Reading the published run")
def _published_run(_found: Places, *, warehouse: str, version: tuple[int, int]) -> PublishedRun:  # noqa: ARG001
    """The published run, read once for each file and version of it; Streamlit leaves `_found` out of the key."""
    return read_published_run(_found)


def _show_of_run(show: Callable[[PublishedRun], None], run: PublishedRun | PlanwiseError | None, found: Places) -> None:
    if isinstance(run, PlanwiseError):
        show_failure(run)
    elif run is None:
        show_steps_to_a_run(found)
    else:
        show(run)


def _show_searches(found: Places) -> None:
    recorded = read_recorded_searches(found, limit=_NEWEST_SEARCHES)
    if recorded.searches:
        show_searches(recorded, found, limit=_NEWEST_SEARCHES)
    else:
        show_steps_to_a_search(found)


if __name__ == "__main__":
    main()
