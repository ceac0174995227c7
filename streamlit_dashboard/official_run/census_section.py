"""The census in words, and the two ways to another one: made-up people, or a file."""

from __future__ import annotations

import streamlit as st

from optimization.errors import PlanwiseError
from optimization.evidence.quantities import count
from optimization.places import Places
from optimization.simulation.census_read import census_date, read_census
from streamlit_dashboard.elements.failures import show_failure
from streamlit_dashboard.elements.file_versions import FileVersion, file_version
from streamlit_dashboard.elements.texts import plain_text
from streamlit_dashboard.official_run.census_file_form import show_census_file_form
from streamlit_dashboard.official_run.census_made_up_form import show_made_up_census_form
from streamlit_dashboard.official_run.census_news import show_census_news

# A server looks after a few homes.
_CENSUSES_KEPT = 8
_WHAT_BECOMES_STALE = (
    "The published run stays as it is, and is then of another census than the one here, until the simulation is run "
    "again. Searches and proposals were found on the old census too. Salary bands that were derived from it are set "
    "aside."
)


def show_census_section(places: Places) -> None:
    """The census that is here, what became of the last one, and how to replace it."""
    show_census_news()
    if places.census.exists():
        try:
            st.markdown(plain_text(_census_in_words(places, file_version(places.census))))
        except PlanwiseError as error:
            show_failure(error)
    show_census_forms(places)


def show_census_forms(places: Places) -> None:
    """Both forms; where there is a census, each waits for a yes to its being replaced."""
    is_confirmed = not places.census.exists() or _is_replacing_confirmed(places)
    made_up, file = st.columns(2, gap="large")
    with made_up:
        show_made_up_census_form(places, is_confirmed=is_confirmed)
    with file:
        show_census_file_form(places, is_confirmed=is_confirmed)


def _is_replacing_confirmed(places: Places) -> bool:
    # A yes holds for the census that it was said of.
    is_confirmed = st.checkbox("Replace the census that is here", key=f"census_replace_{file_version(places.census)}")
    st.caption(_WHAT_BECOMES_STALE)
    return is_confirmed


# The version is read by nobody: it is part of the key.
@st.cache_data(max_entries=_CENSUSES_KEPT, show_spinner="Reading the census ...")
def _census_in_words(places: Places, version: FileVersion) -> str:  # noqa: ARG001
    census = read_census(places)
    return f"{count(census.num_rows)} people at {census_date(census)}, in {places.census}."
