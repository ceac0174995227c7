"""The records of a proposal to take along: its decision record, and the evidence report of its search."""

from __future__ import annotations

import streamlit as st

from optimization.evidence.reports.report_files import report_files
from optimization.governance.decisions import exported_decision
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.proposals.proposal_decisions import latest_decision_on
from optimization.governance.proposals.proposals import Proposal
from optimization.places import Places
from optimization.recommendation.reports import report_of_run
from streamlit_dashboard.elements.failures import failures_in_words
from streamlit_dashboard.elements.texts import plain_text

_FORMATS = {"html": ("HTML", "html", "text/html"), "markdown": ("Markdown", "md", "text/markdown")}


def show_records(places: Places, proposal: Proposal) -> None:
    """Both, each with what it is and a button.

    Raises:
        PlanwiseError: the ledger cannot be read.
    """
    st.markdown("#### Decision record")
    _show_decision(places, proposal.proposal_id)
    st.markdown("#### Evidence report")
    with failures_in_words():
        _show_evidence(places, proposal.run_id)


def _show_decision(places: Places, proposal_id: str) -> None:
    with open_ledger(places) as ledger:
        record = latest_decision_on(ledger, proposal_id)
    if record is None:
        st.markdown(f"None is recorded. `planwise decision record {proposal_id} --rationale ...` writes one.")
        return
    st.markdown(plain_text(f"{record.decision_id}, decided by {record.decision_maker}: {record.rationale}"))
    with st.container(horizontal=True):
        for name, (label, ending, mime) in _FORMATS.items():
            st.download_button(
                f"Decision record, {label}",
                data=exported_decision(record, name),
                file_name=f"{record.decision_id}.{ending}",
                mime=mime,
                key=f"decision_{name}",
                on_click="ignore",
            )


def _show_evidence(places: Places, run_id: str) -> None:
    page = report_files(places.reports / run_id).html
    if not page.exists():
        st.markdown(plain_text(f"It is not in {page.parent} any more: it can be written again from the ledger."))
        if st.button("Write the evidence report again", key="evidence_again"):
            with st.spinner("Writing the evidence report"):
                report_of_run(places, run_id)
            st.rerun()
        return
    st.markdown(plain_text(f"It lies in {page}."))
    st.download_button(
        "Evidence report, HTML",
        # A report takes megabytes: it is read when somebody asks for it.
        data=page.read_bytes,
        file_name=f"{run_id}.html",
        mime="text/html",
        key="evidence",
        on_click="ignore",
    )
