"""Where a draft becomes a proposal: the rationale, the button, and how it goes on from there."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from optimization.governance.drafts.drafts import DraftState
from optimization.parameters.draft_validation import DraftFindings
from optimization.places import Places
from streamlit_dashboard.drafts.draft_in_view import DraftInView
from streamlit_dashboard.drafts.session_drafts import unsaved_edit
from streamlit_dashboard.elements.actor import action_button, who_acts
from streamlit_dashboard.elements.failures import show_failure
from streamlit_dashboard.elements.next_steps import show_steps_to_a_census
from streamlit_dashboard.elements.texts import plain_text
from streamlit_dashboard.governance.proposals_page import show_proposals
from streamlit_dashboard.overview.proposing import await_proposal, begin_proposing, why_not_proposed


def show_propose_box(places: Places, view: DraftInView, findings: DraftFindings, *, not_drafted: Sequence[str]) -> None:
    """Save the draft as a proposal; once it is one, the way to the page of proposals.

    Args:
        places: Whose ledger.
        view: The draft.
        findings: What is to be said of its values.
        not_drafted: The labels of fields whose text is not in the draft.
    """
    st.subheader("Save as proposal")
    await_proposal(view.draft.draft_id)
    if view.draft.state is DraftState.PROPOSED:
        st.success(f"{view.draft.proposal_id} is recorded. It takes effect once it is approved and rolled out.")
        # The same address and title as in the app's own list of pages, by which Streamlit knows it.
        st.page_link(st.Page(show_proposals, title="Proposals", url_path="proposals"), label="Go to Proposals")
        return
    if not places.census.exists():
        # Today's levers and the draft are simulated on it.
        show_steps_to_a_census(places)
        return
    reason = _why_not(view, findings)
    if reason:
        st.info(plain_text(reason))
    if not_drafted and view.is_open:
        st.warning(plain_text(f"Not in the draft, and so not proposed: what you typed for {'; '.join(not_drafted)}."))
    rationale = st.text_area(
        "Rationale",
        key=f"overview_{view.draft.draft_id}_rationale",
        placeholder="Why these changes: whoever approves them reads this.",
        disabled=reason is not None,
        persist_state="session",
    )
    is_asked = action_button(
        "Save as proposal", key="overview_propose", emphasis="primary", disabled=reason is not None, help=reason
    )
    if is_asked and not rationale.strip():
        st.error("Give the rationale first: whoever approves the changes needs to know why.")
    elif is_asked:
        user = who_acts()
        assert user is not None, "the button waits for a name"
        begin_proposing(places, view.draft, rationale=rationale, user=user)
        await_proposal(view.draft.draft_id)
    failure = why_not_proposed(view.draft.draft_id)
    if failure is not None:
        st.error(plain_text(f"Proposing {view.draft.draft_id} ended with an error."))
        show_failure(failure)


def _why_not(view: DraftInView, findings: DraftFindings) -> str | None:
    """What stands in the way of proposing, if anything does."""
    if not view.is_open:
        return f"{view.draft.draft_id} is {view.draft.state}: take its values into a new draft first."
    if not view.draft.changes:
        return "The draft changes nothing yet, so there is nothing to propose."
    if findings.errors:
        return "The draft has errors, listed above: correct them first."
    if unsaved_edit(view.draft.draft_id):
        return "An edit of yours is not saved: decide above what becomes of it first."
    if view.moved_live:
        return "Live values have moved under the draft: decide above which hold first."
    return None
