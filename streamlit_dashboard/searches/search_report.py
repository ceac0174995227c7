"""The evidence report of a search on the screen: its files to download, and where they lie."""

from __future__ import annotations

import streamlit as st

from optimization.evidence.reports.report_files import report_files
from optimization.governance.runs.run_kinds import RunKind
from optimization.places import Places
from optimization.recommendation.recorded_results import RecordedResult
from streamlit_dashboard.elements.failures import failures_in_words
from streamlit_dashboard.elements.texts import plain_text

_FILES = {
    "html": ("Download the report (HTML)", "text/html"),
    "markdown": ("Download the report (Markdown)", "text/markdown"),
    "result": ("Download the result (JSON)", "application/json"),
    "workbook": (
        "Download the workbook (Excel)",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


def show_report(search: RecordedResult, places: Places) -> None:
    """The report's files; where they are gone, a button that writes them again from the ledger."""
    files = report_files(places.reports / search.run_id, has_workbook=search.recorded.run.kind == RunKind.ENGINE)
    st.markdown("#### Evidence report")
    if not files.are_complete:
        st.markdown(plain_text(f"It is not in {files.html.parent}."))
        if st.button("Write the report", key=f"report_write_{search.run_id}"):
            _write_again(search, places)
        st.code(f"planwise report {search.run_id}", language="bash")
        return
    with st.container(horizontal=True):
        for kind, path in files.by_kind.items():
            label, mime = _FILES[kind]
            st.download_button(
                label,
                # Read only when somebody clicks: a page with its charts has some megabytes.
                data=path.read_bytes,
                file_name=f"{search.run_id}{path.suffix}",
                mime=mime,
                key=f"report_{kind}_{search.run_id}",
                on_click="ignore",
            )
    st.code(str(files.html), language=None)
    st.markdown("To open it in a browser:")
    st.code(f"planwise report {search.run_id} --open", language="bash")


def _write_again(search: RecordedResult, places: Places) -> None:
    from optimization.recommendation.reports import report_of_run

    with failures_in_words():
        with st.spinner("Writing the report"):
            report_of_run(places, search.run_id)
        st.rerun()
