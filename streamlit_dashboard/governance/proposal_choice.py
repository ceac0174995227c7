"""Which proposal is looked at: the list, narrowed by state and scenario, and the choice that the address keeps."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from optimization.commands.proposal_list_texts import proposals_table
from optimization.errors import BadInputError
from optimization.evidence.reports.report_table import ReportTable
from optimization.governance.proposals.proposals import Proposal, ProposalState
from optimization.places import Places
from streamlit_dashboard.elements.failures import show_failure
from streamlit_dashboard.elements.texts import show_table
from streamlit_dashboard.governance.listed_proposals import ProposalFilter, read_proposals, with_runs
from streamlit_dashboard.governance.recorded_ledger import show_way_to_a_search

NOTHING_PROPOSED = "There are no proposals yet: a search makes one when it finds levers to move."
# Of the widget and of the page's address.
_CHOSEN = "proposal"
_ANY = "any"
# Of the chosen one they stand below: without them the list fits the page.
_STANDING_BELOW = frozenset({"Search", "Run"})
_SHOWN = 20
_MOST_SHOWN = 200


def choose_proposal(places: Places) -> Proposal | None:
    """The proposal chosen from the list, the newest to begin with; None where there is none to choose.

    Raises:
        PlanwiseError: the ledger cannot be read.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        limit = st.number_input(
            "How many, newest first", min_value=1, max_value=_MOST_SHOWN, value=_SHOWN, key="proposals_shown", width=200
        )
        proposals = _read(places, limit=int(limit or _SHOWN))
        wanted = _ask_filter(proposals)
    if not proposals:
        show_way_to_a_search(places, NOTHING_PROPOSED)
        return None
    shown = [each for each in proposals if wanted.passes(each)]
    if not shown:
        st.info("None of these proposals is in this state and scenario.")
        return None
    show_table(_narrowed(proposals_table(with_runs(places, shown))))
    by_id = {each.proposal_id: each for each in shown}
    # The address holds what an option reads as: the id alone.
    # The first one, if the one that was chosen is gone from the options.
    return by_id[st.selectbox("Proposal", list(by_id), key=_CHOSEN, bind="query-params")]


def _narrowed(table: ReportTable) -> ReportTable:
    kept = [at for at, column in enumerate(table.columns) if column.heading not in _STANDING_BELOW]
    return ReportTable(
        columns=tuple(table.columns[at] for at in kept),
        rows=tuple(tuple(row[at] for at in kept) for row in table.rows),
    )


def _read(places: Places, *, limit: int) -> tuple[Proposal, ...]:
    try:
        return read_proposals(places, limit=limit, linked=st.query_params.get(_CHOSEN) or st.session_state.get(_CHOSEN))
    except BadInputError as error:
        show_failure(error)
        return read_proposals(places, limit=limit, linked=None)


def _ask_filter(proposals: Sequence[Proposal]) -> ProposalFilter:
    state = st.selectbox(
        "State",
        [_ANY, *ProposalState],
        key="proposals_state",
        width=220,
        format_func=lambda state: state if state == _ANY else ProposalState(state).in_words,
    )
    scenarios = sorted({each.scenario_id for each in proposals})
    scenario = st.selectbox("Of scenario", [_ANY, *scenarios], key="proposals_scenario", width=220)
    return ProposalFilter(
        state=None if state in (None, _ANY) else ProposalState(state),
        scenario_id=None if scenario in (None, _ANY) else scenario,
    )
