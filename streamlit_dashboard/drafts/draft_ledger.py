"""The ledger as the screens of drafts open it: one that is gone is not made anew behind the analyst's back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from optimization.errors import PlanwiseError
from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.governance.ledger.ledger_url import ledger_url, sqlite_file
from optimization.places import Places
from streamlit_dashboard.elements.ledger_presence import has_lost_ledger

# Whoever types waits for the answer: another writer holds the ledger for milliseconds.
_WAIT_SECONDS = 5.0


@contextmanager
def draft_ledger(places: Places, *, needed_for: str) -> Iterator[Ledger]:
    """The ledger that holds a draft.

    Args:
        places: where it lies.
        needed_for: the draft's id, for messages.

    Raises:
        BadInputError: PLANWISE_LEDGER_URL names no database that can hold a ledger.
        PlanwiseError: the ledger is not there any more, cannot be reached, or is damaged.
    """
    refuse_lost_ledger(places, needed_for=needed_for)
    with open_ledger(places, wait_seconds=_WAIT_SECONDS) as ledger:
        yield ledger


@contextmanager
def ledger_for_another_draft(places: Places) -> Iterator[Ledger]:
    """The ledger to start a draft in; it is made in a home that has none, unless this session saw one there before.

    Raises:
        BadInputError: PLANWISE_LEDGER_URL names no database that can hold a ledger.
        PlanwiseError: the ledger is not there any more, cannot be reached, or is damaged.
    """
    if has_lost_ledger(places):
        refuse_lost_ledger(places, needed_for="the drafts")
    with open_ledger(places, wait_seconds=_WAIT_SECONDS) as ledger:
        yield ledger


def refuse_lost_ledger(places: Places, *, needed_for: str) -> None:
    """End where there is no ledger, which to open would make an empty one.

    Args:
        places: where it lies.
        needed_for: the draft's id, for messages.

    Raises:
        BadInputError: PLANWISE_LEDGER_URL names no database that can hold a ledger.
        PlanwiseError: it is not there.
    """
    file = sqlite_file(ledger_url(places, os.environ))
    if file is not None and not file.exists():
        raise PlanwiseError(
            f"The ledger with {needed_for} is gone: there is no {file}. Put it back, with the files -wal and -shm that "
            "belong to it. What you have typed stays on this page; save it again once the ledger is back."
        )
