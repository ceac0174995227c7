"""What has changed since: another run was published while this one was in view, or today's inputs are other ones."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from optimization.errors import PlanwiseError
from optimization.parameters.scenarios import SCENARIO_FILE
from optimization.parameters.settings import SETTINGS_CONFIG, load_simulation_settings
from optimization.places import Places
from optimization.simulation.changed_inputs import changed_inputs
from streamlit_dashboard.elements.file_versions import FileVersion, file_version
from streamlit_dashboard.elements.open_tab import open_tab_button
from streamlit_dashboard.elements.texts import plain_text
from streamlit_dashboard.official_run.run_question import RATES
from streamlit_dashboard.results.published_run import PublishedRun, PublishedVersion, published_version

# The version that this session saw first, or was told of last.
_KNOWN_VERSION = "results_known_version"
# One look at a file's date; a run takes longer than that to be published.
_LOOK_EVERY = "5s"
# Inputs that changed are found once for all sessions until one of the files changes again.
_FINDINGS_KEPT = 8
_INPUT_WORDS = {
    "census": "the census",
    "levers": "the levers",
    "scenarios": "the scenarios",
    "settings": "the settings",
    "job_levels": "the salary bands",
    "plan": "the SQL",
}


@st.fragment(run_every=_LOOK_EVERY)
def watch_for_another_run(places: Places, version: PublishedVersion | None) -> None:
    """Draw the page again as soon as another run is published than the one in view, or the first."""
    if published_version(places) != version:
        st.rerun()


def show_republished(run: PublishedRun, version: PublishedVersion) -> None:
    """Say that the run is another one than this session began with, until somebody has read it."""
    known = st.session_state.setdefault(_KNOWN_VERSION, version)
    if known == version:
        return
    st.info(f"Another run was published at {run.published_at:%Y-%m-%d %H:%M:%S} UTC; this page now shows it.")
    st.button("I have seen it", key="results_seen", on_click=_take_note, args=[version])


def show_changed_inputs(places: Places, run: PublishedRun) -> None:
    """Say where today's inputs are other ones than the run's, with the way to another run."""
    if not places.census.exists():
        st.warning("The census that this run was computed from is not here any more. Bring one in to run it again.")
        return
    # Not the SQL: it is the program's, which does not change under a server.
    files = (places.census, places.levers, places.job_levels, SETTINGS_CONFIG, SCENARIO_FILE)
    try:
        changed = _changed(places, run, versions=tuple(map(file_version, files)), run_sha256=run.fingerprints["all"])
    except PlanwiseError as error:
        st.warning(plain_text(f"Today's inputs cannot be compared with those of this run. {error}"))
        return
    if changed:
        st.warning(plain_text(_changed_text(changed)))
        open_tab_button("Go to Run Simulation", tab="Run Simulation", key="results_run_again")


def _changed_text(changed: Sequence[str]) -> str:
    words = [_INPUT_WORDS.get(name, name) for name in changed]
    listed = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    return (
        f"What this run was computed from has changed since: {listed}. Its figures are not today's. "
        "Run the simulation again for figures of today's inputs."
    )


def _take_note(version: PublishedVersion) -> None:
    st.session_state[_KNOWN_VERSION] = version


@st.cache_data(max_entries=_FINDINGS_KEPT, show_spinner="Comparing today's inputs with those of the run")
def _changed(
    _places: Places,
    _run: PublishedRun,
    *,
    versions: tuple[FileVersion, ...],  # noqa: ARG001
    run_sha256: str,  # noqa: ARG001
) -> tuple[str, ...]:
    # Years and rates are a person's choice of each run, as scenarios and seeds are, and never out of date.
    chosen = {name: getattr(_run.settings, name) for name in ("start_year", "end_year", *RATES)}
    return changed_inputs(_places, _run.fingerprints, settings=load_simulation_settings().replace(**chosen))
