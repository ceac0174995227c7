"""The form for a census of made-up people."""

from __future__ import annotations

import streamlit as st

from optimization.commands.census_making import make_up_census
from optimization.errors import PlanwiseError
from optimization.evidence.quantities import count
from optimization.parameters.settings import MAX_CENSUS_EMPLOYEES, SEED_END, load_simulation_settings
from optimization.places import Places
from streamlit_dashboard.elements.failures import show_failure
from streamlit_dashboard.official_run.census_news import CensusNews, keep_census_news

# The browser counts in doubles, which hold whole numbers up to here.
_LARGEST_SEED = min(SEED_END - 1, 2**53 - 1)


def show_made_up_census_form(places: Places, *, is_confirmed: bool) -> None:
    """How many people, and which random world; the button makes them in a second or so."""
    settings = load_simulation_settings()
    with st.form("census_made_up"):
        st.markdown("#### Make up a census")
        employees = st.number_input(
            "People", min_value=1, max_value=MAX_CENSUS_EMPLOYEES, value=settings.default_census_employees, step=100
        )
        seed = st.number_input(
            "Seed",
            min_value=0,
            max_value=_LARGEST_SEED,
            value=settings.default_census_seed,
            step=1,
            help="The same seed gives the same people on every machine.",
        )
        is_asked = st.form_submit_button("Make up a census", disabled=not is_confirmed)
    if not is_asked or not is_confirmed:
        return
    census_date = settings.census_date
    try:
        with st.spinner("Making up people ..."):
            made = make_up_census(places, employees=int(employees), seed=int(seed), census_date=census_date)
    except PlanwiseError as error:
        show_failure(error)
        return
    aside = made.installed.bands_set_aside
    keep_census_news(
        CensusNews(
            happened=f"There is a census of {count(int(employees))} made-up people at {census_date}, seed {seed}.",
            notes=() if aside is None else (f"Salary bands derived from the census before were moved to {aside}.",),
        )
    )
    st.rerun()
