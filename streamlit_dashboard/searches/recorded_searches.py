"""What the screens show of the ledger: the newest runs with what they found, and what was proposed of one."""

from __future__ import annotations

from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.proposals.proposals import Proposal, proposals_of_run_within
from optimization.governance.runs.runs import find_run, list_runs
from optimization.places import Places
from optimization.recommendation.recorded_results import RecordedResult, recorded_result
from streamlit_dashboard.elements.ledger_presence import has_ledger


def read_recorded_searches(places: Places, *, limit: int, linked: str | None) -> tuple[RecordedResult, ...]:
    """The `limit` newest searches, explorations among them, newest first, and the one in view behind them.

    Args:
        places: A home; where it has no ledger yet there is no search, and none is made then.
        limit: How many of the newest.
        linked: The run that is in view, or that the page's address names; None where there is none.

    Raises:
        BadInputError: there is no such run, and the nearest is named; or PLANWISE_LEDGER_URL names no database that
            can hold a ledger.
        PlanwiseError: the ledger cannot be read.
    """
    if not has_ledger(places):
        return ()
    with open_ledger(places) as ledger:
        found = list_runs(ledger, limit)
        if linked is not None and all(each.run.run_id != linked for each in found):
            found = (*found, find_run(ledger, linked))
    return tuple(recorded_result(each) for each in found)


def proposal_of_run(places: Places, run_id: str) -> Proposal | None:
    """What was put forward of a run; None where nothing was.

    Raises:
        PlanwiseError: the ledger cannot be read.
    """
    with open_ledger(places) as ledger, ledger.read() as connection:
        made = proposals_of_run_within(connection, run_id)
    return made[0] if made else None
