"""The screen of the ledger: searches and proposals, and one search in full."""

from __future__ import annotations

import streamlit as st

from optimization.evidence.engine.engine_evidence import EngineEvidence
from optimization.evidence.reports.report_files import report_files
from optimization.governance.proposals.proposals import Proposal
from optimization.places import Places
from optimization.recommendation.recorded_results import RecordedResult
from optimization.search.loop.target_loop_result import TargetLoopResult
from streamlit_dashboard.engine_screen import show_engine
from streamlit_dashboard.exploration_screen import show_exploration
from streamlit_dashboard.loop_screen import show_loop
from streamlit_dashboard.recorded_searches import RecordedSearches
from streamlit_dashboard.screen_choices import choose
from streamlit_dashboard.screen_texts import plain_text, show_table
from streamlit_dashboard.search_tables import proposals_table, searches_table


def show_searches(recorded: RecordedSearches, places: Places, *, limit: int) -> None:
    """The newest searches and proposals, then the chosen search.

    Args:
        recorded: At least one search.
        places: Where the reports lie.
        limit: How many of each were asked for.

    Raises:
        BadInputError: config/levers.yaml is wrong, or does not have a lever of the search.
    """
    by_id = {search.run_id: search for search in recorded.searches}
    st.subheader("Searches")
    show_table(searches_table(recorded.searches))
    st.subheader("Proposals")
    if recorded.proposals:
        show_table(proposals_table(recorded.proposals, searches=by_id))
    else:
        st.markdown("None yet: a search makes one when it moves a lever.")
    st.caption(f"The newest {limit} of each are shown.")
    st.subheader("One search")
    chosen = by_id[choose("Search", list(by_id), key="search")]
    proposal = _proposal_of(chosen, recorded.proposals)
    if chosen.found is None:
        _show_unfinished(chosen)
        return
    if isinstance(chosen.found, TargetLoopResult):
        show_loop(chosen.found, proposal)
    elif isinstance(chosen.found, EngineEvidence):
        show_engine(chosen.found, proposal)
    else:
        show_exploration(chosen.found, kind=chosen.recorded.run.kind)
    _show_report(chosen, places)


def _show_unfinished(search: RecordedResult) -> None:
    reason = search.unreadable or search.recorded.message or "It has no result yet."
    st.warning(plain_text(f"{search.run_id} is {search.recorded.status}. {reason}"))


def _show_report(search: RecordedResult, places: Places) -> None:
    page = report_files(places.reports / search.run_id).html
    st.markdown("**Evidence report**")
    if not page.exists():
        st.markdown(plain_text(f"It is not in {page.parent} any more. To write it again:"))
        st.code(f"planwise report {search.run_id}", language="bash")
        return
    st.code(str(page), language=None)
    st.markdown("To open it in a browser:")
    st.code(f"planwise report {search.run_id} --open", language="bash")


def _proposal_of(search: RecordedResult, proposals: tuple[Proposal, ...]) -> Proposal | None:
    return next((proposal for proposal in proposals if proposal.run_id == search.run_id), None)
