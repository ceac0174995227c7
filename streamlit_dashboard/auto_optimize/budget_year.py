"""What time a budget is for: asked for, with a word where the year that was chosen is not simulated any more."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from optimization.search.engine_config import EngineConfig
from streamlit_dashboard.auto_optimize.form_fields import FIELD_WIDTH_PX, help_of

_WHOLE_HORIZON = "whole horizon"
_CHOSEN = "auto_engine_budget_year"
_LOST = "auto_engine_lost_budget_year"


def ask_budget_year(years: Sequence[int]) -> int | None:
    """One of the simulated years; None for all of them."""
    options = [_WHOLE_HORIZON, *map(str, years)]
    chosen = st.session_state.get(_CHOSEN)
    if chosen is not None and chosen not in options:
        # The field goes on with its first option, and would not say so.
        st.session_state[_LOST] = chosen
    year = st.selectbox(
        "Budget is for",
        options,
        key=_CHOSEN,
        on_change=_forget_lost_year,
        help=help_of(EngineConfig, "budget_year"),
        width=FIELD_WIDTH_PX,
        persist_state="session",
    )
    return None if year == _WHOLE_HORIZON else int(year)


def warn_of_lost_year(years: Sequence[int]) -> None:
    """Say what became of a year that another published run took away, until somebody chooses again."""
    lost = st.session_state.get(_LOST)
    if lost is not None and int(lost) not in years:
        st.warning(
            f"The budget was for {lost}, which is not simulated any more: it is for the {_WHOLE_HORIZON} now. "
            "Choose again what it is for."
        )


def _forget_lost_year() -> None:
    st.session_state.pop(_LOST, None)
