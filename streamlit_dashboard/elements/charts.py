"""Puts the project's Plotly figures on the screen as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def show_chart(figure: Figure, *, key: str, alt: str) -> None:
    """A figure in its own colours, as wide as its place, without Plotly's tool bar; `alt` says what it shows."""
    st.plotly_chart(figure, width="stretch", theme=None, config={"displayModeBar": False}, key=key, alt=alt)
