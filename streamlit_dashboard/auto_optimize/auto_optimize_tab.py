"""The tab of searches: everybody's that are under way, and the one in view or the form for a new one."""

from __future__ import annotations

import streamlit as st

from optimization.places import Places
from streamlit_dashboard.auto_optimize.ended_screen import show_ended
from streamlit_dashboard.auto_optimize.progress_screen import show_progress
from streamlit_dashboard.auto_optimize.run_in_view import keep_in_view, leave_search, run_in_view
from streamlit_dashboard.auto_optimize.search_form import show_search_form
from streamlit_dashboard.auto_optimize.under_way_list import show_searches_under_way
from streamlit_dashboard.elements.next_steps import show_steps_to_a_census
from streamlit_dashboard.elements.scenario import choose_scenario
from streamlit_dashboard.searches.followed_search import follow


def show_auto_optimize(places: Places) -> None:
    """Searches, from the question to what becomes of the answer.

    Raises:
        BadInputError: the address names no search, or census, levers or a config file are wrong.
        PlanwiseError: the ledger cannot be read, or today's levers not be simulated.
    """
    show_searches_under_way(places)
    search_id = run_in_view()
    if search_id is not None:
        if st.button("New search", key="auto_new", icon=":material/arrow_back:"):
            leave_search()
        _show_search(places, search_id)
    elif places.census.exists():
        show_search_form(places, choose_scenario())
    else:
        show_steps_to_a_census(places)


def _show_search(places: Places, search_id: str) -> None:
    followed = follow(places, search_id)
    keep_in_view(followed.search_id)
    if followed.is_searching:
        show_progress(places, followed.search_id)
    else:
        show_ended(followed, places)
