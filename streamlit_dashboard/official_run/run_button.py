"""The button that starts an official run."""

from __future__ import annotations

import streamlit as st

from optimization.places import Places
from streamlit_dashboard.elements.actor import action_button, who_acts
from streamlit_dashboard.official_run.run_question import RunQuestion
from streamlit_dashboard.official_run.run_start import start_run


def show_run_button(places: Places, question: RunQuestion | None, *, key: str, is_running: bool) -> None:
    """The button that starts a run, disabled where there is no question; a second run at a time is refused in words."""
    user = who_acts()
    clicked = action_button("Run the simulation", key=key, disabled=question is None, emphasis="primary")
    if user is None:
        st.caption("Give your name at the top of the page first: a run is started under a name.")
    if is_running:
        st.caption("A simulation is under way; another one can be started when it is done.")
    if clicked and question is not None and user is not None:
        start_run(places, question, user=user)
        st.rerun()
