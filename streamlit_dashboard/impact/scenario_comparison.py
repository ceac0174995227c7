"""Two to four scenarios and the draft side by side, against a baseline that is named with date and fingerprint."""

from __future__ import annotations

import streamlit as st

from optimization.implementation.live_simulator import LiveSimulator
from optimization.parameters.lever_cells import LeverVector
from optimization.places import Places
from optimization.simulation.protocol import Metrics
from streamlit_dashboard.drafts.draft_in_view import DraftInView
from streamlit_dashboard.elements.choices import choose
from streamlit_dashboard.elements.file_versions import file_version
from streamlit_dashboard.elements.texts import plain_text, show_table
from streamlit_dashboard.impact.input_news import instant_of
from streamlit_dashboard.impact.scenario_table import scenario_table

_FEWEST = 2
_MOST = 4


def show_scenario_comparison(places: Places, live: LiveSimulator, view: DraftInView | None) -> None:
    """Choose scenarios and the baseline; the draft in view is one more column.

    Raises:
        SimulationError: a scenario could not be simulated.
    """
    first = [live.scenario_id, *(name for name in live.scenario_ids if name != live.scenario_id)]
    chosen = st.multiselect(
        f"Scenarios to compare, {_FEWEST} to {_MOST}",
        live.scenario_ids,
        default=first[:_FEWEST],
        max_selections=_MOST,
        key="impact_scenarios",
        persist_state="session",
    )
    if len(chosen) < _FEWEST:
        st.info(f"Choose {_FEWEST} to {_MOST} scenarios to compare.")
        return
    baseline = choose("Baseline", chosen, key="impact_baseline")
    st.caption(plain_text(_named(places, live.of_scenario(baseline))))
    show_table(scenario_table(_metrics(live, chosen, view), baseline=baseline))


def _metrics(live: LiveSimulator, chosen: list[str], view: DraftInView | None) -> dict[str, Metrics]:
    in_force = LeverVector(cells={})
    seeds = [live.settings.random_seed]
    found = {name: live.of_scenario(name).impacts([in_force], seeds=seeds)[0].metrics for name in chosen}
    if view is not None:
        (impact,) = live.impacts([LeverVector(cells=view.changes)], seeds=seeds)
        found[f"{view.draft.draft_id}, revision {view.draft.revision} (draft of {live.scenario_id})"] = impact.metrics
    return found


def _named(places: Places, baseline: LiveSimulator) -> str:
    return (
        f"Baseline: scenario {baseline.scenario_id}, lever file of {instant_of(file_version(places.levers))}, "
        f"census of {baseline.settings.census_date}, fingerprint {baseline.fingerprint}."
    )
