"""The section of growth and cost: by year and method, what made pay grow, and what it costs."""

from __future__ import annotations

import streamlit as st

from optimization.evidence.charts.waterfall_chart import waterfall_chart
from optimization.evidence.explorations.drivers_section import (
    DRIVERS_TOTAL,
    driver_parts,
    drivers_table,
    yearly_drivers_table,
)
from optimization.simulation.growth_drivers import GrowthDrivers
from optimization.simulation.protocol import Metrics
from streamlit_dashboard.elements.charts import show_chart
from streamlit_dashboard.elements.texts import show_table
from streamlit_dashboard.results.run_charts import growth_by_method_chart, wage_bill_chart
from streamlit_dashboard.results.run_tables import growth_by_method_table, wage_bill_table


def show_growth(metrics: Metrics, drivers: GrowthDrivers) -> None:
    """Each chart with the table of its figures below it."""
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Pay growth by year and method")
        show_chart(
            growth_by_method_chart(metrics),
            key="results_growth",
            alt="Pay growth of every year in percent, a bar for each method; the table below has the figures.",
        )
        show_table(growth_by_method_table(metrics))
    with right:
        st.subheader("Wage bill")
        show_chart(
            wage_bill_chart(metrics),
            key="results_wage_bill",
            alt="The wage bill of every year, in the currency of the census; the table below has the figures.",
        )
        show_table(wage_bill_table(metrics))
    _show_drivers(drivers)


def _show_drivers(drivers: GrowthDrivers) -> None:
    st.subheader("What makes pay grow")
    parts = driver_parts(drivers)
    left, right = st.columns([3, 2], gap="large")
    with left:
        if parts is None:
            st.markdown("There is no chart: in some year nobody stayed, and growth has no parts.")
        else:
            show_chart(
                waterfall_chart(parts, total_label=DRIVERS_TOTAL),
                key="results_drivers",
                alt="The parts of pay growth one after the other up to their sum, mean of the years; the table beside "
                "it has the figures.",
            )
    with right:
        st.markdown("Mean of the years")
        show_table(drivers_table(drivers))
    with st.expander("Drivers by year"):
        show_table(yearly_drivers_table(drivers))
