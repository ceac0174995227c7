"""The draft against the levers in force, and what is to be said of it before it is simulated."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from optimization.evidence.lever_tables import before_after_table
from optimization.parameters.draft_validation import DraftFindings
from optimization.parameters.lever_catalogue import LeverCatalogue
from streamlit_dashboard.drafts.draft_in_view import DraftInView
from streamlit_dashboard.drafts.lever_words import blocks_in_words
from streamlit_dashboard.elements.texts import show_list, show_table
from streamlit_dashboard.overview.range_words import range_words


def show_draft_against_live(view: DraftInView, findings: DraftFindings, catalogue: LeverCatalogue) -> None:
    """Every drafted change beside the live value, then errors, warnings and insights."""
    st.subheader("Draft against live")
    if not view.changes:
        st.info("The draft changes nothing yet: type another value into a field above.")
        return
    show_table(before_after_table(view.table.values(), view.changes, catalogue=catalogue, by_title=True))
    st.markdown(f"Highest risk of a changed value: **{findings.risk}**")
    if findings.errors:
        st.error("It cannot be proposed as it is:")
        show_list(findings.errors)
    warnings = [*_out_of_range(view, catalogue), *_of_the_whole(findings)]
    if warnings:
        st.warning("Whoever approves it will ask about:")
        show_list(warnings)
    if findings.insights:
        st.info("Worth knowing:")
        show_list(findings.insights)
    if not (findings.errors or warnings):
        st.success("Every changed value is within what is recommended.")


def _out_of_range(view: DraftInView, catalogue: LeverCatalogue) -> Iterator[str]:
    """A sentence for each lever that leaves a range."""
    texts = {
        cell: text
        for cell, value in view.changes.items()
        if (text := range_words(value, catalogue.of_parameter(cell.parameter_name)))
    }
    for words, _family, text in blocks_in_words(texts, catalogue):
        yield f"{words}: {text}"


def _of_the_whole(findings: DraftFindings) -> Iterator[str]:
    """What the library remarks beyond single values, which it tells of in fractions."""
    of_cells = set(findings.warnings_by_cell.values())
    return (warning for warning in findings.warnings if warning not in of_cells)
