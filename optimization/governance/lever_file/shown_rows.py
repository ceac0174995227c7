"""Rows that differ, as an error shows them."""

from __future__ import annotations

from collections.abc import Sequence

# More lines than these hide what to do, which stands below them.
_SHOWN_ROWS = 10


def shown_rows(rows: Sequence[str]) -> str:
    """How many rows differ and the first of them, a line each; the next sentence begins on a line of its own."""
    count = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
    left_out = len(rows) - _SHOWN_ROWS
    shown = [f"  {row}" for row in rows[:_SHOWN_ROWS]] + ([f"  and {left_out} more"] if left_out > 0 else [])
    return "\n".join([count, *shown, ""])
