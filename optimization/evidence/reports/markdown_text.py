"""Report tables and code as Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optimization.markdown import escaped, escaped_table

if TYPE_CHECKING:
    from optimization.evidence.reports.report_table import ReportTable

_BACKTICKS = re.compile(r"`+")
_SHORTEST_FENCE = 3


def fenced(text: str) -> str:
    """The text as a code block, with a fence longer than any row of backticks inside."""
    longest = max((len(match.group()) for match in _BACKTICKS.finditer(text)), default=0)
    fence = "`" * max(_SHORTEST_FENCE, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def markdown_table(table: ReportTable) -> str:
    """A pipe table; numbers are aligned to the right, the note follows as a paragraph."""
    numbers = [place for place, column in enumerate(table.columns) if column.is_number]
    lines = [escaped_table([column.heading for column in table.columns], table.rows, numbers=numbers)]
    if table.note:
        lines += ["", escaped(table.note)]
    return "\n".join(lines)
