"""What is told of a draft that somebody else has saved meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from optimization.parameters.lever_cells import LeverCell

if TYPE_CHECKING:
    from optimization.governance.drafts.drafts import Draft
    from optimization.governance.proposals.proposals import CellChange

# More of them hide what to do about it.
_SHOWN_CELLS = 10


def conflict_text(theirs: Draft, *, seen: int, mine: Sequence[CellChange] | None) -> str:
    """Who saved a draft, when, how it differs, and what to do.

    Args:
        theirs: The draft as it stands.
        seen: The revision that the reader has seen.
        mine: What the reader wants in it; None where the reader changes nothing in it.
    """
    return (
        f"{theirs.draft_id} was saved by {theirs.updated_by!r} on {theirs.updated_at:%Y-%m-%d %H:%M:%S} UTC: its "
        f"revision is {theirs.revision} now, and you have seen revision {seen}. {_difference(theirs, mine)} Open it "
        "again, and do over it what you still want. Nothing of yours was saved over it."
    )


def cell_text(cell: LeverCell) -> str:
    """A cell in a sentence."""
    return f"{cell.parameter_name} of level {cell.job_level} in {cell.fiscal_year}"


def _difference(theirs: Draft, mine: Sequence[CellChange] | None) -> str:
    held = theirs.changes_by_cell
    if mine is None:
        return f"It changes {_listed(sorted(held))}."
    wanted = {change.cell: change.after for change in mine}
    differing = sorted(cell for cell in held.keys() | wanted.keys() if held.get(cell) != wanted.get(cell))
    return f"It differs from yours in {_listed(differing)}."


def _listed(cells: Sequence[LeverCell]) -> str:
    if not cells:
        return "no lever"
    left_out = len(cells) - _SHOWN_CELLS
    return ", ".join([*map(cell_text, cells[:_SHOWN_CELLS]), *([f"and {left_out} more"] if left_out > 0 else [])])
