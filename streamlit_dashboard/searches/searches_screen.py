"""The screen of searches: the newest, and one in full."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from optimization.governance.proposals.proposals import Proposal
from optimization.places import Places
from optimization.recommendation.recorded_results import RecordedResult
from streamlit_dashboard.elements.texts import plain_text, show_table
from streamlit_dashboard.processes.started_command import StartedCommand
from streamlit_dashboard.searches.recorded_searches import RecordedSearches
from streamlit_dashboard.searches.search_in_full import show_search
from streamlit_dashboard.searches.search_tables import kind_in_words, searches_table, status_in_words

_FILTERS: dict[str, Callable[[RecordedResult], str]] = {
    "Kind": kind_in_words,
    "Status": status_in_words,
    "Started by": lambda search: search.recorded.run.user,
}
_FILTER_WIDTH_PX = 230


def show_searches(recorded: RecordedSearches, places: Places, *, limit: int) -> None:
    """The newest searches, then the chosen one.

    Args:
        recorded: At least one search.
        places: Where the reports lie.
        limit: How many were asked for.

    Raises:
        BadInputError: config/levers.yaml is wrong, or does not have a lever of the search.
    """
    shown = _filtered(recorded.searches)
    if shown:
        show_table(searches_table(shown))
    else:
        st.info("No search is of this kind, status and person. Take a filter away.")
    if len(recorded.searches) == limit:
        st.caption(f"These are of the newest {limit}: choose more above to see older ones.")
    if shown:
        st.subheader("One search")
        _show_chosen(shown, recorded.proposals, places)


def _filtered(searches: Sequence[RecordedResult]) -> tuple[RecordedResult, ...]:
    """The searches that every filter lets through; one with nothing chosen lets all through."""
    shown = tuple(searches)
    with st.container(horizontal=True):
        for label, value in _FILTERS.items():
            chosen = st.multiselect(
                label,
                sorted({value(search) for search in searches}),
                key=f"searches_{label}",
                placeholder="All",
                width=_FILTER_WIDTH_PX,
            )
            shown = tuple(search for search in shown if not chosen or value(search) in chosen)
    return shown


def _show_chosen(shown: Sequence[RecordedResult], proposals: Sequence[Proposal], places: Places) -> None:
    by_id = {search.run_id: search for search in shown}
    # Bound to the address: a search can be linked to, and is still in view after a reload.
    chosen = st.selectbox("Search", list(by_id), key="search", bind="query-params")
    # A search that is gone from the options comes back as none.
    search = shown[0] if chosen is None else by_id[chosen]
    proposal = next((each for each in proposals if each.run_id == search.run_id), None)
    show_search(search, proposal, places, on_started=_say_started)


def _say_started(command: StartedCommand) -> None:
    st.success(
        plain_text(
            f"Under way as {command.command_id}: it stands in the table above once it has a run, and can be followed "
            "on the page Compensation tuning, in Auto-Optimize."
        )
    )
