"""Tables, figures, lists and texts as Streamlit shows them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st

from optimization.evidence.reports.markdown_text import markdown_table
from optimization.evidence.reports.report_page import KeyFigure
from optimization.evidence.reports.report_table import ReportTable
from optimization.markdown import escaped

# Streamlit reads more than Markdown: $formula$, :emoji:, :red[colour]. A column's `---:` stays as it is.
_DIRECTIVE = re.compile(r"\$|:(?=\w)")
# Messages name commands between backticks; only the text around them can be taken for markup.
_COMMAND = re.compile(r"(`[^`\n]+`)")

# What figures that stand alone leave out.
MONEY_NOTE = "Cost is in the currency of the census."

# Characters that stand on one line in a column: a time of day in full, and the id of a search, but no hash.
_SHORT_CELL = 22
_LONGEST_WORD = 40


def show_table(table: ReportTable) -> None:
    """A table with its note below; ids, dates and numbers are not broken over lines."""
    rows = ReportTable(columns=table.columns, rows=table.rows)
    heading, _alignment, *lines = _plain(markdown_table(rows)).splitlines()
    alignments = (_alignment_of(table, place) for place in range(len(table.columns)))
    st.markdown("\n".join([heading, f"| {' | '.join(alignments)} |", *lines]))
    if table.note:
        st.caption(plain_text(table.note))


def show_figures(figures: Sequence[KeyFigure]) -> None:
    """The figures side by side, each with what puts it in proportion."""
    with st.container(horizontal=True):
        for figure in figures:
            st.metric(
                figure.label, figure.value, delta=figure.detail, delta_color="off", delta_arrow="off", border=True
            )


def show_list(texts: Sequence[str]) -> None:
    """A bullet per text."""
    st.markdown("\n".join(f"- {plain_text(text)}" for text in texts))


def plain_text(text: str) -> str:
    """The text for Markdown such that only commands between backticks are markup."""
    return "".join(part if _COMMAND.fullmatch(part) else _plain(_escaped_within(part)) for part in _COMMAND.split(text))


def plain_lines(text: str) -> str:
    """The same of a text of several lines, each on a line of its own."""
    return "  \n".join(plain_text(line) for line in text.splitlines())


def _alignment_of(table: ReportTable, place: int) -> str:
    """How Markdown aligns a column; page.css keeps cells on one line that are aligned right or not at all."""
    if table.columns[place].is_number:
        return "---:"
    return "---" if all(_is_kept_whole(row[place]) for row in table.rows) else ":---"


def _is_kept_whole(cell: str) -> bool:
    return len(cell) <= (_LONGEST_WORD if len(cell.split()) == 1 else _SHORT_CELL)


def _escaped_within(part: str) -> str:
    """Escaped, with the spaces kept that part it from what stands beside it."""
    before = " " if part[:1].isspace() else ""
    after = " " if part[-1:].isspace() and part.strip() else ""
    return f"{before}{escaped(part)}{after}"


def _plain(markdown: str) -> str:
    return _DIRECTIVE.sub(lambda match: f"\\{match.group()}", markdown)
