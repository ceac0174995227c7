"""The page of the audit trail: what it tells of a period, whether the rules were kept, and whether to believe it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import streamlit as st

from optimization.evidence.quantities import NOT_AVAILABLE, count, duration, fraction_as_percent
from optimization.evidence.reports.report_page import KeyFigure
from optimization.governance.audit_trail.audit_document import audit_document
from optimization.governance.audit_trail.audit_report import ComplianceStatus, generate_audit_report
from optimization.governance.documents.document_markdown import document_as_markdown
from optimization.governance.ledger.ledger import open_ledger
from optimization.parameters.scenarios import known_scenarios
from optimization.places import places
from streamlit_dashboard.elements.failures import failures_in_words
from streamlit_dashboard.elements.texts import plain_text, show_figures
from streamlit_dashboard.governance.audit_chain_screen import show_chain
from streamlit_dashboard.governance.audit_events_screen import show_events
from streamlit_dashboard.governance.document_sections import show_sections
from streamlit_dashboard.governance.recorded_ledger import ledger_or_next_step

# A quarter.
_USUAL_DAYS = 90
_ALL = "all"
# Sections of the document that stand on this page in another way.
_SHOWN_ELSEWHERE = frozenset({"History", "Chain"})
_STATUS_WORDS = {
    ComplianceStatus.COMPLIANT: "In order",
    ComplianceStatus.NOT_COMPLIANT: "Not in order",
    ComplianceStatus.NO_ENTRIES: "Nothing to judge",
}


@dataclass(frozen=True, kw_only=True)
class _Question:
    start: date | None
    end: date | None
    scenario_id: str | None


def show_audit() -> None:
    """The report of a period, the chain's verification and anchors, and the events."""
    found = places()
    with failures_in_words():
        if not ledger_or_next_step(found, lacking="The audit trail has no entry yet: it begins with the first search."):
            return
        asked = _ask()
        with open_ledger(found) as ledger:
            report = generate_audit_report(ledger, asked.start, asked.end, asked.scenario_id, levers=found.levers)
        _show_report(report)
        show_chain(found)
        st.subheader("Events", anchor=False)
        show_events(report["history"], left_out=report["history_left_out"])


def _ask() -> _Question:
    today = datetime.now(UTC).date()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        start = st.date_input(
            "From (UTC)", value=today - timedelta(days=_USUAL_DAYS), key="audit_start", format="YYYY-MM-DD", width=180
        )
        end = st.date_input("To (UTC), the whole day", value=today, key="audit_end", format="YYYY-MM-DD", width=180)
        scenario = st.selectbox("Of scenario", [_ALL, *known_scenarios()], key="audit_scenario", width=220)
    return _Question(
        start=start if isinstance(start, date) else None,
        end=end if isinstance(end, date) else None,
        scenario_id=None if scenario in (None, _ALL) else scenario,
    )


def _show_report(report: Mapping[str, Any]) -> None:
    status = report["compliance_status"]
    show = {ComplianceStatus.COMPLIANT: st.success, ComplianceStatus.NOT_COMPLIANT: st.error}.get(status, st.info)
    show(plain_text(f"{_STATUS_WORDS[status]}: {report['message']}"))
    show_figures(audit_figures(report))
    document = audit_document(report)
    show_sections([each for each in document.sections if each.heading not in _SHOWN_ELSEWHERE])
    with st.container(horizontal=True):
        st.download_button(
            "Audit report, Markdown",
            data=document_as_markdown(document),
            file_name="audit_report.md",
            mime="text/markdown",
            key="audit_markdown",
            on_click="ignore",
        )
        st.download_button(
            "Audit report, JSON",
            data=json.dumps(report, indent=2),
            file_name="audit_report.json",
            mime="application/json",
            key="audit_json",
            on_click="ignore",
        )


def audit_figures(report: Mapping[str, Any]) -> tuple[KeyFigure, ...]:
    """The figures of a report that a reader looks for first."""
    searches = report["optimization_summary"]
    kept = sum(rule["is_kept"] for rule in report["compliance_rules"])
    rate = searches["completion_rate"]
    return (
        KeyFigure(label="Entries", value=count(report["total_entries"]), detail="in this period"),
        KeyFigure(label="Rules kept", value=f"{kept} of {len(report['compliance_rules'])}", detail="in words below"),
        KeyFigure(
            label="Searches with a result",
            value=NOT_AVAILABLE if rate is None else fraction_as_percent(rate, digits=0),
            detail=f"{searches['optimizations_completed']:,} of {searches['optimizations_started']:,} started",
        ),
        KeyFigure(
            label="Mean duration of a search",
            value=duration(searches["average_execution_time"]),
            detail=f"from start to result; {count(searches['optimizations_under_way'])} under way",
        ),
    )
