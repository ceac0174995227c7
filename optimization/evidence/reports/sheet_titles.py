"""Titles of sheets as Excel allows them."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LONGEST_TITLE = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
# Excel keeps this name for its own change log.
_RESERVED = "history"
_UNNAMED = "Sheet"


def sheet_titles(wanted: Sequence[str]) -> tuple[str, ...]:
    """A title for each sheet: at most 31 characters, none that Excel forbids, and no two alike in any case."""
    titles: list[str] = []
    taken = {_RESERVED}
    for text in wanted:
        clean = " ".join(_FORBIDDEN.sub(" ", text).split()).strip("'") or _UNNAMED
        title, number = clean[:_LONGEST_TITLE].rstrip("' "), 1
        while title.lower() in taken:
            number += 1
            ending = f" {number}"
            title = clean[: _LONGEST_TITLE - len(ending)].rstrip("' ") + ending
        taken.add(title.lower())
        titles.append(title)
    return tuple(titles)
