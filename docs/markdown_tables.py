"""Tables in the Markdown of pages that are made."""

from __future__ import annotations

from collections.abc import Iterable


def markdown_table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """One line per row; a bar or a line break in a cell does not end it."""
    lines = [headings, tuple("---" for _ in headings), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, row))} |" for row in lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
