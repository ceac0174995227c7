"""A table of finished texts, which a page renders as HTML and a note as Markdown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Column:
    """A heading; numbers are set flush right in digits of one width."""

    heading: str
    is_number: bool = False


@dataclass(frozen=True, kw_only=True)
class ReportTable:
    """Rows of texts under columns, and a sentence for the reader below them where one is needed.

    Raises:
        ValueError: a row has more or fewer cells than there are columns.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(f"Row {number} has {len(row)} cells under {len(self.columns)} columns: {row}.")


def text_columns(*headings: str) -> tuple[Column, ...]:
    """Columns of words."""
    return tuple(Column(heading=heading) for heading in headings)


def number_columns(*headings: str) -> tuple[Column, ...]:
    """Columns of numbers."""
    return tuple(Column(heading=heading, is_number=True) for heading in headings)
