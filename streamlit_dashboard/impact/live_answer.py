"""What the draft does, simulated now: growth by year and method, job levels."""

from __future__ import annotations

import streamlit as st

from optimization.evidence.charts.growth_chart import growth_chart
from optimization.evidence.yearly_growth import growth_by_year
from optimization.simulation.impact import Impact
from optimization.simulation.protocol import GrowthMethod
from streamlit_dashboard.elements.charts import show_chart
from streamlit_dashboard.elements.growth_methods import method_title
from streamlit_dashboard.elements.texts import plain_text, show_table
from streamlit_dashboard.impact.impact_tables import growth_table, level_table
from streamlit_dashboard.results.run_charts import growth_by_method_chart

_ALT = "Pay growth of every simulated year as bars; the table of growth by year and method has the figures."


def show_growth_chart(live: Impact, draft: Impact | None, *, method: GrowthMethod) -> None:
    """Growth by year: by all methods without a draft, else by one before and after it.

    Args:
        live: What the levers in force give.
        draft: What the draft gives; None without one.
        method: How mean pay is measured.
    """
    if draft is None:
        st.caption("Pay growth by year and method, levers in force.")
        show_chart(growth_by_method_chart(live.metrics), key="impact_growth", alt=_ALT)
    else:
        st.caption(
            plain_text(f"Pay growth by year, {method_title(method)}. Before: levers in force. After: the draft.")
        )
        years = growth_by_year(live.metrics, draft.metrics, method=method)
        show_chart(growth_chart(years, target_growth=None), key="impact_growth", alt=_ALT)


def show_answer_tables(live: Impact, draft: Impact | None) -> None:
    """Growth by year and method, and job levels at the end of the last year."""
    st.subheader("Growth by year and method", anchor=False)
    show_table(growth_table(live, draft))
    st.subheader("Job levels", anchor=False)
    show_table(level_table(live, draft))
