"""What a page of the ledger says where there is none, or nothing in it: what is lacking, and what to do."""

from __future__ import annotations

import os

import streamlit as st

from optimization.governance.ledger.ledger_url import ledger_url, sqlite_file
from optimization.places import Places
from streamlit_dashboard.elements.ledger_presence import has_ledger, has_lost_ledger
from streamlit_dashboard.elements.next_steps import show_steps_to_a_census
from streamlit_dashboard.elements.open_tab import open_tab_button
from streamlit_dashboard.elements.texts import plain_text

_SEARCHES_TAB = "Auto-Optimize"


def ledger_or_next_step(places: Places, *, lacking: str) -> bool:
    """Whether a ledger is there; where it is not, the page says so and what to do.

    Args:
        places: where it lies.
        lacking: a sentence on what the page would show.

    Raises:
        BadInputError: PLANWISE_LEDGER_URL names no database that can hold a ledger.
    """
    if is_ledger_gone(places):
        return False
    if not has_ledger(places):
        show_way_to_a_search(places, lacking)
        return False
    return True


def is_ledger_gone(places: Places) -> bool:
    """Whether a ledger that this session saw before is not there now; the page then says so, and how to go on.

    Raises:
        BadInputError: PLANWISE_LEDGER_URL names no database that can hold a ledger.
    """
    if not has_lost_ledger(places):
        return False
    file = sqlite_file(ledger_url(places, os.environ))
    st.error(
        plain_text(
            f"The ledger that this page read before is gone: {file} does not exist any more. Put it back, with the "
            "files -wal and -shm that belong to it, and look again. The next search would begin an empty one."
        )
    )
    st.button("Look again", key="governance_look_again")
    return True


def show_way_to_a_search(places: Places, lacking: str) -> None:
    """What is lacking, in a sentence, and where to make the search that would change that, or the census it needs."""
    st.info(plain_text(lacking))
    if not places.census.exists():
        show_steps_to_a_census(places)
        return
    open_tab_button(f"Make a search under {_SEARCHES_TAB}", tab=_SEARCHES_TAB, key="governance_to_searches")
    st.markdown("Or in a terminal:")
    st.code("planwise optimize loop --target-growth 2.0", language="bash")
