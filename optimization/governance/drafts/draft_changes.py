"""The changes of a draft, checked before they are kept."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from optimization.errors import BadInputError
from optimization.governance.drafts.draft_texts import cell_text
from optimization.governance.proposals.proposals import CellChange


def checked_changes(changes: Sequence[CellChange]) -> tuple[CellChange, ...]:
    """The changes that change something, ascending by cell.

    Raises:
        BadInputError: a cell is named twice, or a value is no finite number.
    """
    twice = [cell for cell, count in Counter(change.cell for change in changes).items() if count > 1]
    if twice:
        raise BadInputError(f"The draft names {cell_text(min(twice))} twice: give each cell one value.")
    for change in changes:
        if not math.isfinite(change.before) or not math.isfinite(change.after):
            raise BadInputError(
                f"The draft moves {cell_text(change.cell)} from {change.before} to {change.after}: a lever "
                "needs finite numbers."
            )
    return tuple(sorted(change for change in changes if change.before != change.after))
