"""The events that the audit trail tells of, narrowed by what was done and by whom, and to take along."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import streamlit as st

from optimization.evidence.quantities import counted
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from streamlit_dashboard.elements.texts import plain_text, show_table

_ALL = "all"
_SHOWN = 50
_MOST_SHOWN = 1000
# A spreadsheet takes what begins so for a formula; a comment is what somebody typed.
_FORMULA_STARTS = ("=", "+", "-", "@")

Event = Mapping[str, Any]


@st.fragment
def show_events(events: Sequence[Event], *, left_out: int) -> None:
    """The newest events of a period, with filters of their own.

    Args:
        events: as the audit report has them, oldest first.
        left_out: how many earlier ones the report does not hold.
    """
    if not events:
        st.markdown("Nothing happened in this period.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        limit = st.number_input(
            "How many, newest first", min_value=1, max_value=_MOST_SHOWN, value=_SHOWN, key="audit_shown", width=200
        )
        action = st.selectbox("Action", _choices(events, "action"), key="audit_action", width=260)
        user = st.selectbox("By", _choices(events, "user"), key="audit_user", width=220)
    kept = [each for each in events if action in (_ALL, None, each["action"]) and user in (_ALL, None, each["user"])]
    shown = kept[::-1][: int(limit or _SHOWN)]
    if shown:
        show_table(events_table(shown))
    left_out_words = f" {left_out:,} earlier ones are left out: ask for a shorter period." if left_out else ""
    st.caption(plain_text(f"{len(shown):,} of {counted(len(kept), 'event')}. Times are UTC.{left_out_words}"))
    with st.container(horizontal=True):
        st.download_button(
            "Events, CSV",
            data=events_csv(kept),
            file_name="audit_events.csv",
            mime="text/csv",
            key="audit_events_csv",
            on_click="ignore",
        )
        st.download_button(
            "Events, JSON",
            data=json.dumps(kept, indent=2),
            file_name="audit_events.json",
            mime="application/json",
            key="audit_events_json",
            on_click="ignore",
        )


def events_table(events: Sequence[Event]) -> ReportTable:
    """A row per event."""
    return ReportTable(
        columns=(
            *number_columns("Entry"),
            *text_columns("At (UTC)", "Who", "Action", "Event", "About"),
            *number_columns("Rows moved"),
            *text_columns("Why"),
        ),
        rows=tuple(
            (
                str(each["sequence"]),
                f"{datetime.fromisoformat(each['at']):%Y-%m-%d %H:%M:%S}",
                each["user"],
                each["action"],
                " ".join(filter(None, (each["event"], each["status"]))),
                each["proposal_id"] or each["scenario_id"] or _ALL,
                "" if each["rows_moved"] is None else f"{each['rows_moved']:,}",
                each["reason"] or "",
            )
            for each in events
        ),
    )


def events_csv(events: Sequence[Event]) -> str:
    """The events as CSV with a heading; what is not known is blank, and no text can pass for a formula."""
    text = io.StringIO()
    if events:
        writer = csv.DictWriter(text, fieldnames=list(events[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in each.items()} for each in events)
    return text.getvalue()


def _cell(value: Any) -> Any:
    is_formula = isinstance(value, str) and value.startswith(_FORMULA_STARTS)
    return f"'{value}" if is_formula else value


def _choices(events: Sequence[Event], field: str) -> list[str]:
    return [_ALL, *sorted({each[field] for each in events})]
