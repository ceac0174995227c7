"""Text as Markdown: nothing that a name contains may turn into markup."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

# An underscore inside a word, as in merit_rate_level_1, is plain text in Markdown and stays readable.
_SPECIAL = re.compile(r"([\\`*\[\]<>|#~&]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))")
# What makes a list, a rule or a heading of a line that begins with it.
_LEADING = re.compile(r"^(\d*)([-+=.)])(?=[-+=\s]|$)")


def escaped(text: str) -> str:
    """The text with every character that Markdown or HTML would read as markup escaped, on one line.

    Escaping the pipe keeps the text in its table cell.
    """
    return _LEADING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", " ".join(text.split())))


def escaped_table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: Collection[int] = ()) -> str:
    """A pipe table of texts, every one of them escaped; columns whose places are in `numbers` are aligned right."""
    lines = [[escaped(heading) for heading in headings]]
    lines += [["---:" if place in numbers else ":---" for place in range(len(headings))]]
    lines += [[escaped(cell) for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
