"""The page of searches: the ledger's newest runs, filtered, and one search in full."""

from __future__ import annotations

import streamlit as st

from optimization.errors import BadInputError
from optimization.places import Places, places
from optimization.recommendation.recorded_results import RecordedResult
from streamlit_dashboard.elements.failures import failures_in_words, show_failure
from streamlit_dashboard.elements.next_steps import show_steps_to_a_search
from streamlit_dashboard.searches.recorded_searches import read_recorded_searches
from streamlit_dashboard.searches.searches_screen import search_in_view, show_searches

# A screenful, a month, a year.
_NEWEST = (20, 50, 200)


def show_searches_page() -> None:
    """What was searched for, by whom, and what came of it."""
    with failures_in_words():
        found = places()
        limit = st.selectbox("How many of the newest", _NEWEST, key="searches_newest", width=230)
        searches = _read(found, limit=limit)
        if searches:
            show_searches(searches, found, limit=limit)
        else:
            show_steps_to_a_search(found)


def _read(places: Places, *, limit: int) -> tuple[RecordedResult, ...]:
    try:
        return read_recorded_searches(places, limit=limit, linked=search_in_view())
    except BadInputError as error:
        show_failure(error)
        return read_recorded_searches(places, limit=limit, linked=None)
