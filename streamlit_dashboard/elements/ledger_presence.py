"""Whether there is a ledger yet, and whether one that this browser session has seen is gone."""

from __future__ import annotations

import os

import streamlit as st

from optimization.governance.ledger.ledger_url import ledger_url, sqlite_file
from optimization.places import Places

_SEEN = "ledger_seen"


def has_ledger(places: Places) -> bool:
    """Whether there is a ledger already: to open one that is not there would make it. The session remembers one.

    Raises:
        BadInputError: PLANWISE_LEDGER_URL names no database that can hold a ledger.
    """
    file = sqlite_file(ledger_url(places, os.environ))
    is_there = file is None or file.exists()
    if is_there and _SEEN not in st.session_state:
        st.session_state[_SEEN] = True
    return is_there


def has_lost_ledger(places: Places) -> bool:
    """Whether this session has seen a ledger that is not there now; one that it never saw may be yet to be made.

    Raises:
        BadInputError: PLANWISE_LEDGER_URL names no database that can hold a ledger.
    """
    return not has_ledger(places) and _SEEN in st.session_state
