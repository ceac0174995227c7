"""The analyst's app, as Streamlit starts it, and the functions that guides import from here."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from streamlit_dashboard.elements.actor import ask_who_acts
from streamlit_dashboard.governance.audit_page import show_audit
from streamlit_dashboard.governance.performance_page import show_performance
from streamlit_dashboard.governance.proposals_page import show_proposals
from streamlit_dashboard.governance.training_page import show_training
from streamlit_dashboard.searches.searches_page import show_searches_page
from streamlit_dashboard.tuning_functions import (
    adjust_parameters_intelligent,
    load_simulation_results,
    run_optimization_loop,
    run_simulation,
    validate_parameters,
)
from streamlit_dashboard.tuning_page import show_tuning

__all__ = [
    "adjust_parameters_intelligent",
    "load_simulation_results",
    "main",
    "run_optimization_loop",
    "run_simulation",
    "validate_parameters",
]

_APP_NAME = "PlanWise Navigator"
_STYLESHEET = Path(__file__).with_name("page.css")
_SCROLLING_TABLES = Path(__file__).with_name("scrolling_tables.html")


def main() -> None:
    """Draw the page in view, once per rerun."""
    page = st.navigation(
        [
            st.Page(show_tuning, title="Compensation tuning", default=True),
            st.Page(show_searches_page, title="Searches", url_path="searches"),
            st.Page(show_proposals, title="Proposals", url_path="proposals"),
            st.Page(show_audit, title="Audit", url_path="audit"),
            st.Page(show_performance, title="Performance", url_path="performance"),
            st.Page(show_training, title="Training", url_path="training"),
        ],
        position="top",
    )
    st.set_page_config(page_title=f"{page.title} - {_APP_NAME}", layout="wide")
    with st.container(key="unseen"):
        st.html(_STYLESHEET)
        st.html(_SCROLLING_TABLES, unsafe_allow_javascript=True)
        # Screens head their sections with the third level: the first is the app's, the second the page's.
        st.title(_APP_NAME, anchor=False)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.header(page.title, anchor=False, width="content")
        ask_who_acts()
    page.run()


if __name__ == "__main__":
    main()
