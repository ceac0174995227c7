"""What was replaced under the figures in view, told until it is read, and a look every few seconds for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from optimization.parameters.lever_catalogue import LEVERS_CONFIG
from optimization.parameters.scenarios import SCENARIO_FILE
from optimization.parameters.settings import SETTINGS_CONFIG
from optimization.places import Places
from streamlit_dashboard.elements.failures import failures_in_words
from streamlit_dashboard.elements.file_versions import FileVersion, file_version
from streamlit_dashboard.elements.texts import plain_text

_SEEN = "impact_inputs_seen"
# One look at the dates of some files. That something on the page looks by itself has Streamlit draw the whole page
# anew when the server was started again: otherwise a slider of a page that was open would move nothing.
_LOOK_EVERY = "5s"

# What figures depend on by name, each with what changes when it does.
InputVersions = Mapping[str, str]


def input_files(places: Places) -> dict[str, Path]:
    """The files that figures depend on, by what they are called."""
    return {
        "census": places.census,
        "lever file": places.levers,
        "table of salary bands": places.job_levels,
        "file of scenarios": SCENARIO_FILE,
        "catalogue of levers": LEVERS_CONFIG,
    }


def settings_versions(places: Places) -> tuple[FileVersion, ...]:
    """Of the files that horizon, assumptions and seed are read from.

    Raises:
        PlanwiseError: a file cannot be looked at.
    """
    return file_version(places.warehouse), file_version(SETTINGS_CONFIG)


def watch_inputs(places: Places) -> None:
    """Draw the page again as soon as an input is replaced, comes or goes."""
    with failures_in_words():
        _watch_inputs(places, _versions(places))


def tell_of_replacements(places: Places, versions: InputVersions) -> None:
    """Say which inputs are other ones than this session began with, until somebody has read it.

    Raises:
        PlanwiseError: a file cannot be looked at.
    """
    now = (str(places.home), versions)
    home, seen = st.session_state.setdefault(_SEEN, now)
    if home != str(places.home):
        st.session_state[_SEEN] = now
        return
    replaced = [name for name, version in versions.items() if seen.get(name) != version]
    if not replaced:
        return
    with st.container(border=True):
        for name in replaced:
            st.info(plain_text(f"The {name} was replaced{_when(places, name)}: figures are of the new one now."))
        st.button("I have seen it", key="impact_seen_it", on_click=_take_note, args=[now])


def instant_of(version: FileVersion) -> str:
    """When a file was changed last, for people; empty where there is no file."""
    if version is None:
        return ""
    changed_ns, _size, _number = version
    return f"{datetime.fromtimestamp(changed_ns / 1e9, UTC):%Y-%m-%d %H:%M} UTC"


@st.fragment(run_every=_LOOK_EVERY)
def _watch_inputs(places: Places, drawn: tuple[FileVersion, ...]) -> None:
    with failures_in_words():
        if _versions(places) != drawn:
            st.rerun()


def _versions(places: Places) -> tuple[FileVersion, ...]:
    return (*map(file_version, input_files(places).values()), *settings_versions(places))


def _when(places: Places, name: str) -> str:
    """At what time, where a file tells."""
    path = input_files(places).get(name)
    version = None if path is None else file_version(path)
    return "" if version is None else f" at {instant_of(version)}"


def _take_note(seen: tuple[str, InputVersions]) -> None:
    st.session_state[_SEEN] = seen
