"""The section of pay: salaries against the bands, their inequality, and the gap between two genders."""

from __future__ import annotations

import streamlit as st

from optimization.parameters.settings import SimulationSettings
from optimization.simulation.protocol import Metrics
from streamlit_dashboard.elements.charts import show_chart
from streamlit_dashboard.elements.choices import choose
from streamlit_dashboard.elements.texts import plain_text, show_table
from streamlit_dashboard.results.pay_charts import inequality_chart, pay_band_chart, pay_gap_chart
from streamlit_dashboard.results.pay_tables import (
    inequality_table,
    outside_band_table,
    outside_band_text,
    pay_distribution_table,
    pay_gap_table,
    pay_gap_text,
)
from streamlit_dashboard.results.published_world import EquityByYear, PayByLevel, PublishedWorld


def show_pay(metrics: Metrics, world: PublishedWorld, settings: SimulationSettings) -> None:
    """Salaries of a year that is chosen, the others year by year."""
    _show_bands(world.pay)
    st.subheader("Inequality")
    show_chart(
        inequality_chart(world.equity, metrics),
        key="results_inequality",
        alt="Gini, Theil within and between levels and the coefficient of variation by year; the table below has the "
        "figures.",
    )
    show_table(inequality_table(world.equity, metrics))
    st.subheader("Pay gap")
    _show_gap(world.equity, settings)


@st.fragment
def _show_bands(pay: PayByLevel) -> None:
    st.subheader("Salaries against the bands")
    # The newest first: it is what the run leads to.
    year = choose("Year end", sorted(pay, reverse=True), key="results_pay_year")
    levels = list(pay[year].values())
    show_chart(
        pay_band_chart(levels),
        key="results_bands",
        alt=f"Salaries at the end of {year} as a box per level over the level's band; the table below has the figures.",
    )
    st.markdown(plain_text(outside_band_text(levels, year=year)))
    show_table(pay_distribution_table(levels))
    show_table(outside_band_table(levels))


def _show_gap(equity: EquityByYear, settings: SimulationSettings) -> None:
    newest = equity[max(equity)]
    st.markdown(plain_text(pay_gap_text(newest, settings)))
    if any(row.raw_pay_gap is not None for row in equity.values()):
        show_chart(
            pay_gap_chart(equity),
            key="results_gap",
            alt="Raw and adjusted pay gap by year in percent, with the 95% interval of the latter and the 5% of EU "
            "Directive 2023/970 as a line; the table below has the figures.",
        )
        show_table(pay_gap_table(equity))
