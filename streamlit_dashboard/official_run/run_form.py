"""The form of an official run: scenarios, seeds, years, and the assumptions that few change."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from optimization.parameters.scenarios import DEFAULT_SCENARIO, read_scenarios
from optimization.parameters.settings import SimulationSettings, load_simulation_settings
from optimization.parameters.years import FIRST_YEAR, LAST_YEAR
from optimization.places import Places
from optimization.simulation.census_read import census_date, read_census
from streamlit_dashboard.elements.file_versions import FileVersion, file_version
from streamlit_dashboard.official_run.run_question import RATES, RunQuestion, percent_as_typed, run_question

_WIDE, _MIDDLING, _NARROW = 420, 280, 160
_RATE_LABELS: Mapping[str, str] = {
    "workforce_growth_rate": "Workforce growth, % a year",
    "total_termination_rate": "Leavers, % of the opening headcount",
    "new_hire_termination_rate": "New hires gone in their year, %",
}
# A server looks after a few homes.
_CENSUSES_KEPT = 8


def ask_what_to_run(places: Places) -> RunQuestion:
    """What is chosen, checked.

    Raises:
        BadInputError: something typed is wrong, or the census, the settings or the file of scenarios are.
    """
    settings = settings_for_census(places)
    names = sorted(read_scenarios(), key=lambda name: (name != DEFAULT_SCENARIO, name))
    # Another census begins with its own years.
    year_key = settings.start_year
    with st.container(horizontal=True):
        scenario_ids = st.multiselect(
            "Scenarios", names, default=[DEFAULT_SCENARIO], key="run_scenarios", width=_WIDE, persist_state="session"
        )
        seeds = st.text_input(
            "Seeds, with commas between them",
            value=str(settings.random_seed),
            key="run_seeds",
            persist_state="session",
            width=_MIDDLING,
            help="Each seed is a random world in which every chosen scenario is simulated.",
        )
        start_year = _year("First year", settings.start_year, key=f"run_first_year_{year_key}")
        end_year = _year("Last year", settings.end_year, key=f"run_last_year_{year_key}")
    with st.expander("Assumptions"), st.container(horizontal=True):
        rates = {
            name: st.text_input(
                _RATE_LABELS[name],
                value=percent_as_typed(getattr(settings, name)),
                key=f"run_{name}",
                width=_WIDE,
                persist_state="session",
            )
            for name in RATES
        }
    return run_question(
        settings,
        scenario_ids=scenario_ids,
        seeds=seeds or "",
        start_year=start_year,
        end_year=end_year,
        rates={name: text or "" for name, text in rates.items()},
    )


def usual_question(places: Places) -> RunQuestion:
    """What `planwise simulate` simulates where nothing else is asked, from the census that is here.

    Raises:
        BadInputError: the census or the settings are wrong.
    """
    settings = settings_for_census(places)
    return RunQuestion(scenario_ids=(DEFAULT_SCENARIO,), seeds=(settings.random_seed,), settings=settings)


def settings_for_census(places: Places) -> SimulationSettings:
    """The shipped settings; their years are moved to begin after the census where it is of another date.

    Raises:
        BadInputError: the census or the settings are wrong.
    """
    settings = load_simulation_settings()
    start_year = _year_after_census(places, file_version(places.census))
    end_year = settings.end_year + start_year - settings.start_year
    return settings.replace(start_year=start_year, end_year=end_year)


# The version is read by nobody: it is part of the key.
@st.cache_data(max_entries=_CENSUSES_KEPT, show_spinner="Reading the census ...")
def _year_after_census(places: Places, version: FileVersion) -> int:  # noqa: ARG001
    return census_date(read_census(places)).year + 1


def _year(label: str, value: int, *, key: str) -> int:
    year = st.number_input(
        label,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        value=value,
        step=1,
        key=key,
        width=_NARROW,
        persist_state="session",
    )
    return int(year)
