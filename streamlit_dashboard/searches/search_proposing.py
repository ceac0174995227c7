"""Makes the proposal of a finished search, or says why there is none to make."""

from __future__ import annotations

import streamlit as st

from optimization.governance.proposals.proposals import Proposal
from optimization.places import Places
from optimization.recommendation.recorded_results import RecordedResult
from optimization.recommendation.search_proposals import nothing_to_propose, propose_search
from streamlit_dashboard.elements.actor import action_button, who_acts
from streamlit_dashboard.elements.failures import failures_in_words
from streamlit_dashboard.elements.texts import plain_text


def show_proposing(search: RecordedResult, proposal: Proposal | None, places: Places) -> None:
    """The proposal of a target loop or an engine run: made already, to be made, or why not."""
    if search.search is None:
        return
    st.markdown("#### Propose")
    if proposal is not None:
        st.success(
            plain_text(
                f"Proposed as {proposal.proposal_id} by {proposal.proposer}. It is {proposal.state.in_words} now; what "
                "happens to it next stands on the page Proposals."
            )
        )
        if st.button("Open the proposal", key=f"propose_open_{search.run_id}"):
            _open(proposal)
        return
    reason = nothing_to_propose(search.search)
    if reason is not None:
        st.info(plain_text(f"Nothing to propose: {reason}."))
        return
    rationale = st.text_area(
        "Why the levers are to change",
        key=_rationale_key(search),
        help="For the decision record of the proposal. What the search says of its answer is added.",
        persist_state="session",
    )
    if action_button("Propose", key=f"propose_{search.run_id}", emphasis="primary"):
        if rationale.strip():
            _propose(search, rationale.strip(), places)
        else:
            st.warning("Say first why the levers are to change: whoever approves will ask.")


def _rationale_key(search: RecordedResult) -> str:
    return f"propose_why_{search.run_id}"


def _open(proposal: Proposal) -> None:
    from streamlit_dashboard.governance.proposals_page import show_proposals

    # The same address and title as in the app's own list of pages, by which Streamlit knows it.
    page = st.Page(show_proposals, title="Proposals", url_path="proposals")
    st.switch_page(page, query_params={"proposal": proposal.proposal_id})


def _propose(search: RecordedResult, rationale: str, places: Places) -> None:
    user = who_acts()
    assert user is not None, "the button waits for a name"
    with failures_in_words():
        with st.spinner("Proposing"):
            proposal_id = propose_search(places, search.run_id, user=user, rationale=rationale)
        st.session_state.pop(_rationale_key(search), None)
        st.toast(f"Proposed as {proposal_id}.")
        st.rerun()
