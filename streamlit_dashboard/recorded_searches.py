"""What the screens show of the ledger: the newest searches with their results, and the newest proposals."""

from __future__ import annotations

import os
from dataclasses import dataclass

from optimization.errors import BadInputError
from optimization.governance.ledger import open_ledger
from optimization.governance.ledger_url import ledger_url, sqlite_file
from optimization.governance.proposals import Proposal, list_proposals
from optimization.governance.runs import RecordedRun, list_runs
from optimization.places import Places
from optimization.search.loop.target_loop_json import result_from_json
from optimization.search.loop.target_loop_result import TargetLoopResult


@dataclass(frozen=True, kw_only=True)
class Search:
    """A recorded search. `result` is None where it did not finish, or cannot be read; `unreadable` says why."""

    recorded: RecordedRun
    result: TargetLoopResult | None
    unreadable: str | None

    @property
    def run_id(self) -> str:
        """The search's id, as the run printed it."""
        return self.recorded.run.run_id


@dataclass(frozen=True, kw_only=True)
class RecordedSearches:
    """Searches and proposals, newest first."""

    searches: tuple[Search, ...]
    proposals: tuple[Proposal, ...]


def read_recorded_searches(places: Places, *, limit: int) -> RecordedSearches:
    """The `limit` newest of each; nothing where there is no ledger yet, and none is made then.

    Raises:
        BadInputError: PLANWISE_LEDGER_URL names no database that can hold a ledger.
        PlanwiseError: the ledger cannot be read.
    """
    file = sqlite_file(ledger_url(places, os.environ))
    if file is not None and not file.exists():
        return RecordedSearches(searches=(), proposals=())
    with open_ledger(places) as ledger:
        return RecordedSearches(
            searches=tuple(_search(recorded) for recorded in list_runs(ledger, limit)),
            proposals=list_proposals(ledger, limit),
        )


def _search(recorded: RecordedRun) -> Search:
    if recorded.result is None:
        return Search(recorded=recorded, result=None, unreadable=None)
    try:
        return Search(recorded=recorded, result=result_from_json(recorded.result), unreadable=None)
    except BadInputError as error:
        # One result of another version hides none of the others.
        return Search(recorded=recorded, result=None, unreadable=str(error))
