"""A record's document on the screen: its facts as figures, its sections as headings, paragraphs, points and tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import streamlit as st

from optimization.evidence.reports.report_table import Column, ReportTable
from optimization.governance.documents.document import DocumentSection, TextTable
from streamlit_dashboard.elements.texts import plain_text, show_list, show_table

# A record's cells are texts: what is counted or measured is known by its looks.
_NUMBER = re.compile(r"\N{MINUS SIGN}?[\d,.]+(%| pp| m?s)?")


def show_facts(facts: Iterable[tuple[str, str]]) -> None:
    """A line per fact."""
    st.markdown("\n".join(f"- {plain_text(label)}: **{plain_text(value)}**" for label, value in facts))


def show_sections(sections: Sequence[DocumentSection]) -> None:
    """The sections from top to bottom."""
    for section in sections:
        st.subheader(plain_text(section.heading), anchor=False)
        for paragraph in section.paragraphs:
            st.markdown(plain_text(paragraph))
        if section.table is not None:
            show_table(_report_table(section.table))
        if section.points:
            show_list(section.points)


def _report_table(table: TextTable) -> ReportTable:
    columns = tuple(
        Column(heading=heading, is_number=all(_NUMBER.fullmatch(row[place]) for row in table.rows))
        for place, heading in enumerate(table.headings)
    )
    return ReportTable(columns=columns, rows=table.rows)
