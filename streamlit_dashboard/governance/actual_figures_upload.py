"""The file of actual figures on the screen: what stands in it, and another one put in its place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from optimization.atomic_file import replace_file
from optimization.commands.proposal_review_texts import figure_text
from optimization.errors import PlanwiseError
from optimization.evidence.quantities import counted
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.governance.governance_settings import load_governance_settings
from optimization.governance.monitoring.actuals_file import ACTUALS_COLUMNS, ActualRow, read_actuals
from optimization.places import Places
from streamlit_dashboard.elements.actor import action_button
from streamlit_dashboard.elements.failures import failures_in_words
from streamlit_dashboard.elements.texts import plain_text, show_table

# Thousands of figures take less.
_MOST_MEGABYTES = 1


def show_actual_figures(places: Places) -> None:
    """The figures of the home, and the field that brings in others."""
    file = places.actual_metrics
    if file.exists():
        with failures_in_words():
            rows = figures_of(file)
            st.caption(plain_text(f"{counted(len(rows), 'figure')} in {file}:"))
            show_table(figures_table(rows))
    else:
        st.markdown(plain_text(f"There are no actual figures yet: bring them in here, or write {file}."))
    uploaded = st.file_uploader(
        f"Actual figures, a CSV with the columns {', '.join(ACTUALS_COLUMNS)}",
        type="csv",
        key="actual_figures",
        max_upload_size=_MOST_MEGABYTES,
    )
    if uploaded is not None:
        with failures_in_words():
            _show_upload(uploaded.name, uploaded.getvalue(), file)


def figures_of(file: Path) -> tuple[ActualRow, ...]:
    """The figures in a file.

    Raises:
        BadInputError: it is not there, or something in it is wrong; names every line.
    """
    return read_actuals(file, figures=load_governance_settings().rollback_triggers.figures)


def checked_figures(name: str, content: bytes) -> tuple[ActualRow, ...]:
    """The figures in an uploaded file of this name.

    Raises:
        BadInputError: something in it is wrong; names every line.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder) / Path(name).name
        file.write_bytes(content)
        return figures_of(file)


def keep_figures(file: Path, content: bytes) -> None:
    """Put an uploaded file in the place of the home's, whole or not at all.

    Raises:
        PlanwiseError: it cannot be written.
    """
    try:
        replace_file(file, content)
    except OSError as error:
        raise PlanwiseError(
            f"The actual figures cannot be written to {file}: {error.strerror}. See that the folder can be written to."
        ) from error


def figures_table(rows: Sequence[ActualRow]) -> ReportTable:
    """A row per figure."""
    return ReportTable(
        columns=(*text_columns("Period", "Metric"), *number_columns("Value"), *text_columns("Source")),
        rows=tuple(
            (str(row.period), row.metric_name, figure_text(row.metric_name, row.value), row.source) for row in rows
        ),
    )


def _show_upload(name: str, content: bytes, file: Path) -> None:
    rows = checked_figures(name, content)
    replaced = file.read_bytes() if file.exists() else None
    if replaced == content:
        st.success(plain_text(f"{file} holds the figures of {name}."))
        return
    show_table(figures_table(rows))
    is_confirmed = replaced is None or st.checkbox(
        plain_text(f"Yes, replace {file}"), key=f"actual_figures_replace_{file.stat().st_mtime_ns}"
    )
    if action_button(f"Keep {counted(len(rows), 'figure')}", key="actual_figures_keep", disabled=not is_confirmed):
        keep_figures(file, content)
        st.rerun()
