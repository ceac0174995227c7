"""What the screens show of the ledger: the newest runs with what they found, and the newest proposals."""

from __future__ import annotations

from dataclasses import dataclass

from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.proposals.proposals import Proposal, list_proposals
from optimization.governance.runs.runs import list_runs
from optimization.places import Places
from optimization.recommendation.recorded_results import RecordedResult, recorded_result
from streamlit_dashboard.elements.ledger_presence import has_ledger


@dataclass(frozen=True, kw_only=True)
class RecordedSearches:
    """Searches, explorations among them, and proposals, newest first."""

    searches: tuple[RecordedResult, ...]
    proposals: tuple[Proposal, ...]


def read_recorded_searches(places: Places, *, limit: int) -> RecordedSearches:
    """The `limit` newest of each; nothing where there is no ledger yet, and none is made then.

    Raises:
        BadInputError: PLANWISE_LEDGER_URL names no database that can hold a ledger.
        PlanwiseError: the ledger cannot be read.
    """
    if not has_ledger(places):
        return RecordedSearches(searches=(), proposals=())
    with open_ledger(places) as ledger:
        return RecordedSearches(
            searches=tuple(recorded_result(recorded) for recorded in list_runs(ledger, limit)),
            proposals=list_proposals(ledger, limit),
        )
