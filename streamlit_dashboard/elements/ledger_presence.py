"""Whether there is a ledger yet."""

from __future__ import annotations

import os

from optimization.governance.ledger.ledger_url import ledger_url, sqlite_file
from optimization.places import Places


def has_ledger(places: Places) -> bool:
    """Whether there is a ledger already: to open one that is not there would make it.

    Raises:
        BadInputError: PLANWISE_LEDGER_URL names no database that can hold a ledger.
    """
    file = sqlite_file(ledger_url(places, os.environ))
    return file is None or file.exists()
