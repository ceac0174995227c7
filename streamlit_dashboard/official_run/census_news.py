"""What became of the census that was made or brought in last in this session, kept until the next one."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from optimization.evidence.reports.report_table import ReportTable
from streamlit_dashboard.elements.texts import plain_text, show_list, show_table

_KEY = "census_news"


@dataclass(frozen=True, kw_only=True)
class CensusNews:
    """What happened, the notes beside it, what became of the rows read, and the rejected ones as CSV."""

    happened: str
    is_done: bool = True
    notes: tuple[str, ...] = ()
    rows: ReportTable | None = None
    rejects: str = ""
    rejected_rows: bytes | None = None


def keep_census_news(news: CensusNews) -> None:
    """Show it from the next rerun on."""
    st.session_state[_KEY] = news


def show_census_news() -> None:
    """What happened last, if anything has."""
    news: CensusNews | None = st.session_state.get(_KEY)
    if news is None:
        return
    (st.success if news.is_done else st.error)(plain_text(news.happened))
    if news.notes:
        show_list(news.notes)
    if news.rows is not None:
        show_table(news.rows)
    if news.rejects:
        st.code(news.rejects, language=None)
    if news.rejected_rows is not None:
        st.download_button(
            "Download the rejected rows (CSV)",
            data=news.rejected_rows,
            file_name="census_rejected.csv",
            mime="text/csv",
            key="census_rejected_rows",
            on_click="ignore",
        )
