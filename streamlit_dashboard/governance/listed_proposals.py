"""What the page of proposals reads of the ledger: the newest proposals, each with the run that found it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.governance.proposals.proposals import Proposal, ProposalState, find_proposal, list_proposals
from optimization.governance.runs.runs import find_run
from optimization.places import Places
from optimization.recommendation.recorded_results import RecordedResult, recorded_result

# A result takes some hundred kilobytes once it is read.
_RUNS_KEPT = 100


@dataclass(frozen=True, kw_only=True)
class ProposalFilter:
    """Which proposals are shown; None is any."""

    state: ProposalState | None
    scenario_id: str | None

    def passes(self, proposal: Proposal) -> bool:
        """Whether a proposal is shown."""
        return self.state in (None, proposal.state) and self.scenario_id in (None, proposal.scenario_id)


def read_proposals(places: Places, *, limit: int, linked: str | None) -> tuple[Proposal, ...]:
    """The `limit` newest proposals, newest first, and the one that the page's address names behind them.

    Raises:
        BadInputError: the address names a proposal that there is none of; names the nearest.
        PlanwiseError: the ledger cannot be read.
    """
    with open_ledger(places) as ledger:
        newest = list_proposals(ledger, limit)
        if linked is None or any(each.proposal_id == linked for each in newest):
            return newest
        return (*newest, find_proposal(ledger, linked))


def with_runs(places: Places, proposals: Sequence[Proposal]) -> tuple[tuple[Proposal, RecordedResult], ...]:
    """Proposals with the runs that found them.

    Raises:
        PlanwiseError: the ledger cannot be read.
    """
    with open_ledger(places) as ledger:
        return tuple((proposal, _run(ledger, proposal.run_id)) for proposal in proposals)


def _ledger_name(ledger: Ledger) -> str:
    return str(ledger.engine.url)


# A run that has made a proposal has ended: what the ledger holds of it does not change any more.
@st.cache_resource(max_entries=_RUNS_KEPT, show_spinner=False, hash_funcs={Ledger: _ledger_name})
def _run(ledger: Ledger, run_id: str) -> RecordedResult:
    return recorded_result(find_run(ledger, run_id))
