"""The live simulator of this server, made anew when what it simulates was replaced."""

from __future__ import annotations

import streamlit as st

from optimization.implementation.live_simulator import LiveSimulator, open_live_simulator
from optimization.parameters.settings import SimulationSettings
from optimization.places import Places
from optimization.simulation.dbt_project import plan_sha256
from optimization.simulation.search_settings import search_settings
from streamlit_dashboard.elements.file_versions import FileVersion, file_version
from streamlit_dashboard.impact.input_news import (
    InputVersions,
    input_files,
    settings_versions,
    tell_of_replacements,
)

# One is in use at a time: after a replacement the old one answers what it was asked and closes.
_SIMULATORS = 1
_SETTINGS = 4


def live_simulator(places: Places, scenario_id: str) -> LiveSimulator:
    """The simulator of the scenario on census and levers as they are now, shared by all sessions.

    Says so where they were replaced since this session last looked.

    Raises:
        BadInputError: there is no census, census, lever file or settings are wrong, or there is no such scenario.
        PlanwiseError: the published run cannot be read, or the dbt project does not compile.
    """
    settings = _settings(places, settings_versions(places))
    versions = _input_versions(places, settings)
    live = _opened((str(places.home), str(places.levers), *versions.values()), places, settings)
    tell_of_replacements(places, versions)
    return live.of_scenario(scenario_id)


def _input_versions(places: Places, settings: SimulationSettings) -> InputVersions:
    return {
        **{name: repr(file_version(path)) for name, path in input_files(places).items()},
        # What a newly published run brings along is its settings alone.
        "set of assumptions": settings.model_dump_json(),
        "dbt project": plan_sha256(),
    }


@st.cache_data(max_entries=_SETTINGS, show_spinner=False)
def _settings(places: Places, versions: tuple[FileVersion, ...]) -> SimulationSettings:  # noqa: ARG001 - of the key
    return search_settings(places)


@st.cache_resource(
    max_entries=_SIMULATORS,
    show_spinner="Preparing the live simulation. The first time its SQL is compiled: seconds.",
    on_release=LiveSimulator.close,
)
def _opened(
    key: tuple[str, ...],  # noqa: ARG001 - the places by name, and the versions of what lies there
    _places: Places,
    _settings: SimulationSettings,
) -> LiveSimulator:
    return open_live_simulator(_places, _settings)
