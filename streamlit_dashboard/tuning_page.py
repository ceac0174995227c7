"""The page of five tabs: from the levers in force, by way of a draft and its impact, to a search and its proposal."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from optimization.places import Places, places
from streamlit_dashboard.auto_optimize.auto_optimize_tab import show_auto_optimize
from streamlit_dashboard.elements.failures import failures_in_words
from streamlit_dashboard.impact.impact_tab import show_impact
from streamlit_dashboard.official_run.run_tab import show_run_simulation
from streamlit_dashboard.overview.overview_tab import show_overview
from streamlit_dashboard.results.results_tab import show_results

_TABS: dict[str, Callable[[Places], None]] = {
    "Parameter Overview": show_overview,
    "Impact Analysis": show_impact,
    "Run Simulation": show_run_simulation,
    "Results": show_results,
    "Auto-Optimize": show_auto_optimize,
}


def show_tuning() -> None:
    """The open tab; the others cost nothing until they are opened."""
    found = places()
    # Bound to the address: a tab can be linked to, and is still open after a reload.
    tabs = st.tabs(list(_TABS), key="tab", on_change="rerun", bind="query-params")
    for tab, show in zip(tabs, _TABS.values(), strict=True):
        if tab.open:
            with tab, failures_in_words():
                show(found)
