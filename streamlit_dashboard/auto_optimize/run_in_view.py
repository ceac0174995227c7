"""The search in view, by its id in the page's address: it stays in view over a reload, and can be sent to others."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

_PARAMETER = "run"


def run_in_view() -> str | None:
    """The id of a run, or of a started command that has no run yet; None where none is in view."""
    return st.query_params.get(_PARAMETER)


def keep_in_view(search_id: str) -> None:
    """Put this id into the address, as once a command's run is known."""
    if run_in_view() != search_id:
        st.query_params[_PARAMETER] = search_id


def open_search(search_id: str) -> NoReturn:
    """Bring a search into view, and draw the page anew."""
    keep_in_view(search_id)
    st.rerun()


def leave_search() -> NoReturn:
    """Bring the form for a new search into view, and draw the page anew."""
    st.query_params.pop(_PARAMETER, None)
    st.rerun()
