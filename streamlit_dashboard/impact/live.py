"""The live simulator of this server, made anew when what it simulates was replaced, and the words for that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from optimization.implementation.live_simulator import LiveSimulator, open_live_simulator
from optimization.parameters.lever_catalogue import LEVERS_CONFIG
from optimization.parameters.scenarios import SCENARIO_FILE
from optimization.parameters.settings import SETTINGS_CONFIG, SimulationSettings
from optimization.places import Places
from optimization.simulation.dbt_project import plan_sha256
from optimization.simulation.search_settings import search_settings
from streamlit_dashboard.elements.file_versions import FileVersion, file_version
from streamlit_dashboard.elements.texts import plain_text

# One is in use at a time: after a replacement the old one answers what it was asked and closes.
_SIMULATORS = 1
_SETTINGS = 4
_SEEN = "impact_inputs_seen"

# What figures depend on by name, each with what changes when it does.
InputVersions = Mapping[str, str]


def live_simulator(places: Places, scenario_id: str) -> LiveSimulator:
    """The simulator of the scenario on census and levers as they are now, shared by all sessions.

    Says so where they were replaced since this session last looked.

    Raises:
        BadInputError: there is no census, census, lever file or settings are wrong, or there is no such scenario.
        PlanwiseError: the published run cannot be read, or the dbt project does not compile.
    """
    settings = _settings(places, (file_version(places.warehouse), file_version(SETTINGS_CONFIG)))
    versions = _input_versions(places, settings)
    live = _opened((str(places.home), str(places.levers), *versions.values()), places, settings)
    _tell_of_replacements(places, versions)
    return live.of_scenario(scenario_id)


def _input_versions(places: Places, settings: SimulationSettings) -> InputVersions:
    files = {
        "census": places.census,
        "lever file": places.levers,
        "table of salary bands": places.job_levels,
        "file of scenarios": SCENARIO_FILE,
        "catalogue of levers": LEVERS_CONFIG,
    }
    return {
        **{name: repr(file_version(path)) for name, path in files.items()},
        # What a newly published run brings along is its settings alone.
        "set of assumptions": settings.model_dump_json(),
        "dbt project": plan_sha256(),
    }


def _tell_of_replacements(places: Places, versions: InputVersions) -> None:
    home = str(places.home)
    seen: tuple[str, InputVersions] | None = st.session_state.get(_SEEN)
    st.session_state[_SEEN] = (home, versions)
    if seen is None or seen[0] != home:
        return
    for name, version in versions.items():
        if seen[1].get(name) != version:
            st.info(plain_text(f"The {name} was replaced{_when(places, name)}: figures are of the new one now."))


def _when(places: Places, name: str) -> str:
    """At what time, where a file of the home tells."""
    paths: dict[str, Path] = {"census": places.census, "lever file": places.levers}
    version = file_version(paths[name]) if name in paths else None
    return "" if version is None else f" at {instant_of(version)}"


def instant_of(version: FileVersion) -> str:
    """When a file was changed last, for people; empty where there is no file."""
    if version is None:
        return ""
    changed_ns, _size, _number = version
    return f"{datetime.fromtimestamp(changed_ns / 1e9, UTC):%Y-%m-%d %H:%M} UTC"


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
