"""Text as Markdown: nothing that a name contains may turn into markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optimization.evidence.reports.report_table import ReportTable

# An underscore inside a word, as in merit_rate_level_1, is plain text in Markdown and stays readable.
_SPECIAL = re.compile(r"([\\`*\[\]<>|#~&]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))")
_BACKTICKS = re.compile(r"`+")
_SHORTEST_FENCE = 3


def escaped(text: str) -> str:
    """The text with every character that Markdown or HTML would read as markup escaped, on one line.

    Escaping the pipe keeps the text in its table cell.
    """
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def fenced(text: str) -> str:
    """The text as a code block, with a fence longer than any row of backticks inside."""
    longest = max((len(match.group()) for match in _BACKTICKS.finditer(text)), default=0)
    fence = "`" * max(_SHORTEST_FENCE, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def markdown_table(table: ReportTable) -> str:
    """A pipe table; numbers are aligned to the right, the note follows as a paragraph."""
    lines = [
        _line([escaped(column.heading) for column in table.columns]),
        _line(["---:" if column.is_number else ":---" for column in table.columns]),
        *(_line([escaped(cell) for cell in row]) for row in table.rows),
    ]
    if table.note:
        lines += ["", escaped(table.note)]
    return "\n".join(lines)


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
