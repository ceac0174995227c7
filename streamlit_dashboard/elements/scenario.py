"""The scenario in view, the same on every tab."""

from __future__ import annotations

import streamlit as st

from optimization.parameters.scenarios import DEFAULT_SCENARIO, read_scenarios
from streamlit_dashboard.elements.texts import plain_text

SCENARIO_KEY = "scenario"
_WIDTH_PX = 320


def choose_scenario() -> str:
    """The scenario whose levers are looked at; asked for, and kept in the page's address.

    Raises:
        BadInputError: the file of scenarios is wrong.
    """
    scenarios = read_scenarios()
    # The one that all others fall back to first, then by name.
    names = sorted(scenarios, key=lambda name: (name != DEFAULT_SCENARIO, name))
    # A scenario that is gone from the file comes back as the first of them.
    scenario_id = st.selectbox("Scenario", names, key=SCENARIO_KEY, bind="query-params", width=_WIDTH_PX)
    base = scenarios[scenario_id].base_scenario_id
    if base:
        st.caption(plain_text(f"What {scenario_id} does not set comes from {base}."))
    return scenario_id
