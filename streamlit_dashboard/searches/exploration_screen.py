"""An exploration in full: what was looked around, and the tables of what was found."""

from __future__ import annotations

import streamlit as st

from optimization.evidence.explorations.exploration import Exploration
from optimization.evidence.explorations.exploration_tables import exploration_tables
from streamlit_dashboard.elements.texts import plain_text, show_table


def show_exploration(found: Exploration, *, kind: str) -> None:
    """The exploration under its title, the most telling table first."""
    around = found.around
    st.markdown(f"#### {plain_text(f'{kind.capitalize()}: {around.name}, scenario {around.config.scenario_id}')}")
    for title, table in exploration_tables(found):
        st.markdown(f"#### {plain_text(title)}")
        show_table(table)
