"""Where there is no census, no published run or no search yet: what is lacking, and the buttons that make it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from optimization.places import Places
from streamlit_dashboard.elements.open_tab import open_tab_button
from streamlit_dashboard.elements.texts import plain_text
from streamlit_dashboard.official_run.census_news import show_census_news
from streamlit_dashboard.official_run.census_section import show_census_forms
from streamlit_dashboard.official_run.run_button import show_run_button
from streamlit_dashboard.official_run.run_form import usual_question
from streamlit_dashboard.official_run.runs_in_view import show_runs_in_view

_CENSUS_COMMANDS = ("planwise census generate --employees 3000 --seed 42", "planwise census import FILE")
_RUN_COMMANDS = ("planwise simulate",)
_SEARCH_COMMANDS = ("planwise optimize loop --target-growth 2.0", "planwise optimize engine")
_NO_CENSUS = "There is no census yet: everything here starts from one."
_NO_RUN = "Nothing has been simulated yet."


def show_what_is_next(places: Places) -> None:
    """The way to a census, then to a run, for a screen that has something to show without them."""
    if not places.census.exists():
        _show_lacking(_NO_CENSUS)
        open_tab_button("Make a census", tab="Run Simulation", key="next_steps_make_census")
    elif not places.warehouse.exists():
        _show_lacking(_NO_RUN)
        open_tab_button("Choose what to simulate", tab="Run Simulation", key="next_steps_make_run")


def show_steps_to_a_census(places: Places) -> None:
    """The forms that make a census."""
    _show_lacking(_NO_CENSUS)
    st.markdown(
        "A census is the list of employees on one day, with their pay. Make one up to try things out, or bring in your "
        "own. The next step is to run the simulation."
    )
    show_census_news()
    show_census_forms(places)
    _show_commands(_CENSUS_COMMANDS)


def show_steps_to_a_run(places: Places) -> None:
    """The step from what there is towards a published run, and how far a run under way has come.

    Raises:
        PlanwiseError: the census or the settings are wrong, or a run cannot be started.
    """
    if not places.census.exists():
        show_steps_to_a_census(places)
        return
    show_census_news()
    is_running = show_runs_in_view(places)
    if not is_running:
        _show_lacking(_NO_RUN)
    st.markdown("The usual run: the default scenario, over the usual years.")
    show_run_button(places, usual_question(places), key="next_steps_run", is_running=is_running)
    open_tab_button("Choose what to simulate", tab="Run Simulation", key="next_steps_run_tab")
    _show_commands(_RUN_COMMANDS)


def show_steps_to_a_search(places: Places) -> None:
    """The step from what there is towards a recorded search."""
    if not places.census.exists():
        show_steps_to_a_census(places)
        return
    show_census_news()
    _show_lacking("Nothing has been searched for yet.")
    st.markdown(
        "A search finds the levers that meet a target of pay growth, or that serve cost, equity and targets best."
    )
    open_tab_button("Start a search", tab="Auto-Optimize", key="next_steps_search")
    _show_commands(_SEARCH_COMMANDS)


def _show_lacking(sentence: str) -> None:
    st.info(plain_text(sentence))


def _show_commands(commands: Sequence[str]) -> None:
    with st.expander("From a terminal"):
        for command in commands:
            st.code(command, language="bash")
