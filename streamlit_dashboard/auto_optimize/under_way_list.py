"""Everybody's searches that are at work, above the rest of the tab, each with a way to open it."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from optimization.evidence.reports.report_table import ReportTable, text_columns
from optimization.places import Places
from streamlit_dashboard.auto_optimize.elapsed import elapsed_text
from streamlit_dashboard.auto_optimize.run_in_view import open_search, run_in_view
from streamlit_dashboard.elements.failures import failures_in_words
from streamlit_dashboard.elements.texts import show_table
from streamlit_dashboard.searches.followed_search import FollowedSearch, searches_under_way
from streamlit_dashboard.searches.search_commands import kind_of
from streamlit_dashboard.searches.search_tables import kind_in_words

_EVERY = "3s"


@st.fragment(run_every=_EVERY)
def show_searches_under_way(places: Places) -> None:
    """The searches at work now, whoever started them; nothing where there are none."""
    with failures_in_words():
        at_work = searches_under_way(places)
        if not at_work:
            st.caption("No search is under way.")
            return
        st.subheader("Searches under way", anchor=False)
        show_table(under_way_table(at_work, now=datetime.now(UTC)))
        in_view = run_in_view()
        with st.container(horizontal=True):
            for each in at_work:
                if each.search_id != in_view and st.button(f"Open {each.search_id}", key=f"auto_open_{each.search_id}"):
                    open_search(each.search_id)


def under_way_table(at_work: tuple[FollowedSearch, ...], *, now: datetime) -> ReportTable:
    """One row per search: what it is, for which scenario, whose, since when, and what it said last."""
    return ReportTable(
        columns=text_columns("Search", "Kind", "Scenario", "Started by", "Since", "Doing"),
        rows=tuple(_row(each, now) for each in at_work),
    )


def _row(each: FollowedSearch, now: datetime) -> tuple[str, ...]:
    said = () if each.command is None else each.command.said
    doing = said[-1].strip() if said else ""
    if each.recorded is not None:
        run = each.recorded.run
        known = (kind_in_words(run.kind), run.scenario_id, run.user, elapsed_text(run.started_at, now=now))
    else:
        assert each.command is not None, "a search has a run or a command"
        command = each.command
        known = (
            kind_in_words(kind_of(command.arguments)),
            "",
            command.user,
            elapsed_text(command.started_at, now=now),
        )
    return (each.search_id, *known, doing)
