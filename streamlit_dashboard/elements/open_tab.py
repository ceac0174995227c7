"""A button that leads to a tab of the first page, from any page."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

# The key of the tabs in the session and in the address; see tuning_page.
_TABS_KEY = "tab"


def open_tab_button(label: str, *, tab: str, key: str, before: Callable[[], None] = lambda: None) -> None:
    """Show the button; a click does what is to be done before, and opens the tab of this name."""
    if st.button(label, key=key, on_click=_choose, args=(tab, before)):
        # Where the tabs are on this page they have followed already, and this line is not reached.
        from streamlit_dashboard.tuning_page import show_tuning

        st.switch_page(st.Page(show_tuning, default=True), query_params={_TABS_KEY: tab})


def _choose(tab: str, before: Callable[[], None]) -> None:
    before()
    st.session_state[_TABS_KEY] = tab
