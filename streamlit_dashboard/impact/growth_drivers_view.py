"""What makes pay grow with the draft: the waterfall of its parts, beside those of the levers in force."""

from __future__ import annotations

import streamlit as st

from optimization.evidence.explorations.drivers_section import drivers_sections
from optimization.simulation.impact import Impact
from streamlit_dashboard.impact.drawn_sections import show_sections


def show_growth_drivers(live: Impact, draft: Impact | None) -> None:
    """The draft's parts with those in force before them; without a draft, those in force."""
    if draft is None:
        show_sections(drivers_sections(live.drivers, before=None), key="impact_drivers")
    else:
        st.caption("Before: levers in force. After: the draft.")
        show_sections(drivers_sections(draft.drivers, before=live.drivers), key="impact_drivers")
