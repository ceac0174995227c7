"""A choice of what to show, asked for only where there is one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from streamlit_dashboard.elements.texts import plain_text

Option = TypeVar("Option", str, int)


def choose(label: str, options: Sequence[Option], *, key: str, text: Callable[[Option], str] = str) -> Option:
    """The chosen option, the first to begin with; a single option is named instead of asked for.

    Args:
        label: What is chosen.
        options: At least one, each once.
        key: The widget's name in the session.
        text: How an option reads.
    """
    if len(options) == 1:
        st.markdown(f"{label} **{plain_text(text(options[0]))}**")
        return options[0]
    # A choice that is gone from the options, after another run was published, comes back as the first of them.
    return st.selectbox(label, options, format_func=text, key=key, persist_state="session")
