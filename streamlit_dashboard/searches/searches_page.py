"""The page of searches: the ledger's newest runs and proposals, filtered, and one search in full."""

from __future__ import annotations

import streamlit as st

from optimization.places import places
from streamlit_dashboard.elements.failures import failures_in_words
from streamlit_dashboard.elements.next_steps import show_steps_to_a_search
from streamlit_dashboard.searches.recorded_searches import read_recorded_searches
from streamlit_dashboard.searches.searches_screen import show_searches

# A screenful, a month, a year.
_NEWEST = (20, 50, 200)


def show_searches_page() -> None:
    """What was searched for, by whom, and what came of it."""
    with failures_in_words():
        found = places()
        limit = st.selectbox("How many of the newest", _NEWEST, key="searches_newest", width=230)
        recorded = read_recorded_searches(found, limit=limit)
        if recorded.searches:
            show_searches(recorded, found, limit=limit)
        else:
            show_steps_to_a_search(found)
