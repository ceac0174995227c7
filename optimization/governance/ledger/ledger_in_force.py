"""The ledger that a call works on: the one it was given, else the one in force."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.places import places


@contextmanager
def ledger_in_force(given: Ledger | None) -> Iterator[Ledger]:
    """The ledger given, else the one that the environment names now, open for as long as it is worked on.

    Raises:
        BadInputError: PLANWISE_LEDGER_URL names no database that can hold a ledger.
        PlanwiseError: the ledger cannot be reached, is damaged, or is newer than this code.
    """
    if given is not None:
        yield given
        return
    with open_ledger(places()) as ledger:
        yield ledger
