"""The question that stands before every write of the lever file."""

from __future__ import annotations

import streamlit as st

from optimization.places import Places
from streamlit_dashboard.elements.texts import plain_text
from streamlit_dashboard.governance.proposal_offers import Offer


def is_write_confirmed(places: Places, offer: Offer) -> bool:
    """Whether somebody has said that the lever file may be written; every write asks anew."""
    return st.checkbox(plain_text(f"Yes, write the lever file {places.levers}"), key=f"{offer.key}_confirmed")
