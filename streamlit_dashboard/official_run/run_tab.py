"""The tab of the official run: what it needs, what it is asked, how far it has come, and the census it starts from."""

from __future__ import annotations

import streamlit as st

from optimization.errors import PlanwiseError
from optimization.places import Places
from streamlit_dashboard.elements.failures import failures_in_words, show_failure
from streamlit_dashboard.official_run.census_section import show_census_section
from streamlit_dashboard.official_run.preflight import show_preflight
from streamlit_dashboard.official_run.run_button import show_run_button
from streamlit_dashboard.official_run.run_form import ask_what_to_run
from streamlit_dashboard.official_run.run_question import RunQuestion
from streamlit_dashboard.official_run.runs_in_view import show_runs_in_view


def show_run_simulation(places: Places) -> None:
    """Everything around a run; a part that fails says so and leaves the others."""
    is_running = show_runs_in_view(places)
    st.subheader("Before a run")
    is_sound = show_preflight(places)
    st.subheader("Run the simulation")
    with failures_in_words():
        _show_run(places, is_sound=is_sound, is_running=is_running)
    st.subheader("Census")
    with failures_in_words():
        show_census_section(places)


def _show_run(places: Places, *, is_sound: bool, is_running: bool) -> None:
    if not places.census.exists():
        st.info("There is no census yet, and a simulation starts from one. Make one up or bring yours in, below.")
        return
    question: RunQuestion | None = None
    try:
        question = ask_what_to_run(places)
    except PlanwiseError as error:
        show_failure(error)
    if not is_sound:
        st.error("Something that a run needs is broken: the lines above say what to do. Mend it, then check again.")
    show_run_button(places, question if is_sound else None, key="run_start", is_running=is_running)
