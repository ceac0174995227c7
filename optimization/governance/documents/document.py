"""What a record says, as finished texts: the same for Markdown and HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class TextTable:
    """Rows of texts under headings.

    Raises:
        ValueError: a row has more or fewer cells than there are headings.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.headings):
                raise ValueError(f"Row {number} has {len(row)} cells under {len(self.headings)} headings: {row}.")


@dataclass(frozen=True, kw_only=True)
class DocumentSection:
    """A heading with what stands below it, from top to bottom; each part may be missing."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    table: TextTable | None = None


@dataclass(frozen=True, kw_only=True)
class Document:
    """A record from top to bottom; `facts` are labels with values, which stand above everything else."""

    title: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[DocumentSection, ...]


def paragraphs(text: str) -> tuple[str, ...]:
    """What somebody wrote, cut where they left a line blank."""
    return tuple(part.strip() for part in re.split(r"\n\s*\n", text) if part.strip())
