"""The published run as the sessions share it: read once for each version of the file."""

from __future__ import annotations

import streamlit as st

from optimization.places import Places
from streamlit_dashboard.results.published_run import PublishedRun, PublishedVersion, read_published_run
from streamlit_dashboard.results.published_world import PublishedWorld, read_published_world

# The run in view, and the one before it for whoever has not drawn the page again.
_RUNS_KEPT = 2
# Aggregates of some kilobytes each: as many as sessions look at side by side.
_WORLDS_KEPT = 32


def run_in_view(places: Places, version: PublishedVersion) -> PublishedRun:
    """The run of this version of the file; shared between sessions, none of which can change it.

    Raises:
        BadInputError, PlanwiseError: as `read_published_run`.
    """
    return _run(places, warehouse=str(places.warehouse), version=version)


def world_in_view(places: Places, version: PublishedVersion, *, scenario_id: str, seed: int) -> PublishedWorld:
    """The people of a scenario under a seed in this version of the file; shared like the run.

    Raises:
        BadInputError, PlanwiseError: as `read_published_world`.
    """
    return _world(places, warehouse=str(places.warehouse), version=version, scenario_id=scenario_id, seed=seed)


# Streamlit leaves `_places` out of the key; file and version stand for it.
@st.cache_resource(max_entries=_RUNS_KEPT, show_spinner="Reading the published run")
def _run(_places: Places, *, warehouse: str, version: PublishedVersion) -> PublishedRun:  # noqa: ARG001
    return read_published_run(_places)


@st.cache_resource(max_entries=_WORLDS_KEPT, show_spinner="Counting the people of the published run")
def _world(
    _places: Places,
    *,
    warehouse: str,  # noqa: ARG001
    version: PublishedVersion,  # noqa: ARG001
    scenario_id: str,
    seed: int,
) -> PublishedWorld:
    return read_published_world(_places, scenario_id=scenario_id, seed=seed)
