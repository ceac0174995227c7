"""The levers in force now, as the lever file has them and not as the published run had them."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from optimization.implementation.measured_levers import levers_in_force
from optimization.parameters.lever_catalogue import LEVERS_CONFIG, load_lever_catalogue
from optimization.parameters.lever_cells import LeverTable
from optimization.parameters.lever_file import LeverRow, read_lever_file
from optimization.parameters.scenarios import SCENARIO_FILE
from optimization.parameters.settings import SETTINGS_CONFIG
from optimization.places import Places
from streamlit_dashboard.elements.file_versions import FileVersion, file_version

# A few lever files times the scenarios of each.
_REMEMBERED = 32


def levers_now(places: Places, scenario_id: str) -> LeverTable:
    """The levers in force for every simulated year; needs no census, and no time while nothing has changed.

    Raises:
        BadInputError: the lever file is wrong, or there is no such scenario.
        PlanwiseError: the dbt project does not compile, or a file cannot be looked at.
    """
    read_from = (places.levers, SCENARIO_FILE, LEVERS_CONFIG, SETTINGS_CONFIG, places.job_levels, places.warehouse)
    return _levers_now(places, scenario_id, tuple(file_version(path) for path in read_from))


def lever_rows_now(places: Places) -> tuple[LeverRow, ...]:
    """The rows of the lever file, with who wrote each and when.

    Raises:
        BadInputError: the lever file is wrong.
        PlanwiseError: it cannot be looked at.
    """
    return _lever_rows_now(places.levers, tuple(file_version(path) for path in (places.levers, LEVERS_CONFIG)))


# The versions are read by nobody: they are part of what Streamlit remembers the answer under.
@st.cache_data(
    max_entries=_REMEMBERED, show_spinner="Reading the levers in force. The first time the SQL is compiled: seconds."
)
def _levers_now(places: Places, scenario_id: str, versions: tuple[FileVersion, ...]) -> LeverTable:  # noqa: ARG001
    return levers_in_force(places, scenario_id=scenario_id)


@st.cache_data(max_entries=_REMEMBERED, show_spinner=False)
def _lever_rows_now(path: Path, versions: tuple[FileVersion, ...]) -> tuple[LeverRow, ...]:  # noqa: ARG001
    return read_lever_file(path, load_lever_catalogue())
