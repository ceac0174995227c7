"""Sections of an evidence report, with their charts, as Streamlit shows them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from optimization.evidence.reports.drawn_section import DrawnSection
from streamlit_dashboard.elements.charts import show_chart
from streamlit_dashboard.elements.texts import plain_text, show_table


def show_sections(sections: Sequence[DrawnSection], *, key: str) -> None:
    """Each section under its heading: text, charts side by side, table.

    Args:
        sections: From top to bottom.
        key: What the widgets' names begin with.
    """
    for drawn in sections:
        section = drawn.section
        st.subheader(plain_text(section.heading), anchor=False)
        if section.text:
            st.markdown(plain_text(section.text))
        if section.charts:
            for column, chart in zip(st.columns(len(section.charts), gap="large"), section.charts, strict=True):
                with column:
                    st.caption(plain_text(chart.label))
                    show_chart(drawn.figures[chart.name], key=f"{key}_{chart.name}", alt=chart.label)
        if section.table is not None:
            show_table(section.table)
