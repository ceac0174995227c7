"""The error for an id that the ledger does not hold."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from optimization.errors import BadInputError

# `errors.unknown_name` lists every valid name. A ledger holds thousands, so only as many as fit a screen are shown.
_SHOWN_IDS = 10


def unknown_id(kind: str, given: str, newest_first: Sequence[str]) -> BadInputError:
    """The error names the nearest of all ids and the newest few."""
    near = difflib.get_close_matches(given, newest_first, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    newest = ", ".join(newest_first[:_SHOWN_IDS])
    held = f"The newest: {newest}." if newest else f"The ledger holds no {kind} yet."
    return BadInputError(f"Unknown {kind} {given!r}.{hint} {held}")
