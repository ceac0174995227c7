"""The page of how searches have gone lately: rates, trends, what to do about them, and every search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from optimization.evidence.quantities import counted
from optimization.governance.documents.document_markdown import document_as_markdown
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.performance import DEFAULT_LOOKBACK_DAYS, OptimizationPerformanceTracker, search_trends
from optimization.governance.search_history.performance_report import performance_document
from optimization.governance.search_history.search_performance import SearchPerformance
from optimization.places import Places, places
from streamlit_dashboard.elements.charts import show_chart
from streamlit_dashboard.elements.failures import failures_in_words
from streamlit_dashboard.governance.document_sections import show_facts, show_sections
from streamlit_dashboard.governance.performance_charts import quality_chart, runtime_chart
from streamlit_dashboard.governance.recorded_ledger import ledger_or_next_step, show_way_to_a_search

# Ten years: nobody's searches are older, and the calendar reaches so far back.
_MOST_DAYS = 3650
_SEARCH = "search"


def show_performance() -> None:
    """The report of the last days, with its charts."""
    found = places()
    with failures_in_words():
        if not ledger_or_next_step(found, lacking="No search has been recorded yet."):
            return
        asked = st.number_input(
            "Days to look back",
            min_value=1,
            max_value=_MOST_DAYS,
            value=DEFAULT_LOOKBACK_DAYS,
            key="performance_days",
            width=200,
        )
        days = int(asked or DEFAULT_LOOKBACK_DAYS)
        with open_ledger(found) as ledger:
            runs = OptimizationPerformanceTracker(ledger).runs(days)
        _show(found, runs, search_trends(runs, lookback_days=days))


def _show(found: Places, runs: Sequence[SearchPerformance], trends: Mapping[str, Any]) -> None:
    if not runs:
        (sentence,) = trends["performance_recommendations"]
        show_way_to_a_search(found, sentence)
        return
    document = performance_document(runs, trends)
    show_facts(document.facts)
    advice, *tables = document.sections
    show_sections([advice])
    _show_charts(runs)
    show_sections(tables)
    st.download_button(
        "Performance report, Markdown",
        data=document_as_markdown(document),
        file_name="performance_report.md",
        mime="text/markdown",
        key="performance_markdown",
        on_click="ignore",
    )


def _show_charts(runs: Sequence[SearchPerformance]) -> None:
    timed = [run for run in runs if run.runtime_seconds is not None]
    scored = [run for run in runs if run.quality_score is not None]
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("#### Runtime of every search")
        if timed:
            alt = f"Runtime in seconds of {counted(len(timed), _SEARCH)} over time; the table below has the figures."
            show_chart(runtime_chart(timed), key="performance_runtime", alt=alt)
        else:
            st.markdown("No search of these days says how long it took.")
    with right:
        st.markdown("#### Quality of the engine's searches")
        if scored:
            alt = f"Quality of {counted(len(scored), _SEARCH)} over time; the table below has the figures."
            show_chart(quality_chart(scored), key="performance_quality", alt=alt)
        else:
            st.markdown("No search of these days has a quality: the engine's have one, target loops do not.")
