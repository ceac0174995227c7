"""The page of proposals: the list, and one in full with what may be done about it."""

from __future__ import annotations

import streamlit as st

from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.proposals.proposal_standing import standing_of
from optimization.places import Places, places
from streamlit_dashboard.elements.failures import failures_in_words
from streamlit_dashboard.governance.listed_proposals import with_runs
from streamlit_dashboard.governance.proposal_actions import show_actions
from streamlit_dashboard.governance.proposal_choice import NOTHING_PROPOSED, choose_proposal
from streamlit_dashboard.governance.proposal_in_full import show_contents, show_standing
from streamlit_dashboard.governance.proposal_session import answer_clicks, show_answer, show_change_elsewhere
from streamlit_dashboard.governance.recorded_ledger import ledger_or_next_step


def show_proposals() -> None:
    """Proposals as the ledger has them now; what was clicked is done first."""
    found = places()
    with failures_in_words():
        if ledger_or_next_step(found, lacking=NOTHING_PROPOSED):
            # A place of its own, so that what stands below is not drawn anew: the tab in view would be the first again.
            with st.container():
                answer_clicks(found)
            _show(found)


def _show(found: Places) -> None:
    chosen = choose_proposal(found)
    if chosen is None:
        return
    with open_ledger(found) as ledger:
        standing = standing_of(ledger, chosen.proposal_id)
    ((_proposal, run),) = with_runs(found, [standing.proposal])
    show_standing(standing, run)
    show_contents(found, standing, run)
    # Beside the buttons, where whoever clicked is looking; a place of its own, or what is open below would close.
    with st.container():
        show_answer(chosen.proposal_id)
        show_change_elsewhere(standing)
    show_actions(found, standing)
