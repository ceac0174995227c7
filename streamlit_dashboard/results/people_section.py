"""The section of people: who comes and goes, at which level they are, and in which status."""

from __future__ import annotations

import streamlit as st

from optimization.simulation.protocol import Metrics
from streamlit_dashboard.elements.charts import show_chart
from streamlit_dashboard.elements.texts import show_list, show_table
from streamlit_dashboard.results.people_charts import headcount_flow_chart, level_mix_chart, status_mix_chart
from streamlit_dashboard.results.people_tables import headcount_table, level_table, status_meanings, status_table
from streamlit_dashboard.results.published_world import PublishedWorld


def show_people(metrics: Metrics, world: PublishedWorld) -> None:
    """Each chart with the table of its figures below it."""
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("People who come and go")
        show_chart(
            headcount_flow_chart(metrics),
            key="results_flow",
            alt="Hires upwards and leavers downwards in every year; the table below has the figures.",
        )
        show_table(headcount_table(metrics))
    with right:
        st.subheader("Levels")
        show_chart(
            level_mix_chart(world.pay),
            key="results_levels",
            alt="The share of each job level at every year end; the table below has the people.",
        )
        show_table(level_table(world.pay))
    st.subheader("Status")
    left, right = st.columns(2, gap="large")
    with left:
        show_chart(
            status_mix_chart(world.statuses),
            key="results_statuses",
            alt="People employed in every year, stacked by status; the table has the figures.",
        )
    with right:
        show_list(status_meanings())
    show_table(status_table(world.statuses))
