"""Actual figures of a proposal in force: which there are, bringing in others, and what they say."""

from __future__ import annotations

import streamlit as st

from optimization.commands.proposal_review_texts import findings_table, review_notes, review_verdict
from optimization.implementation.proposal_review import ProposalReview
from optimization.places import Places
from streamlit_dashboard.elements.actor import action_button
from streamlit_dashboard.elements.texts import plain_text, show_list, show_table
from streamlit_dashboard.governance.actual_figures_upload import show_actual_figures
from streamlit_dashboard.governance.proposal_offers import Offer
from streamlit_dashboard.governance.proposal_session import review_of


def show_monitoring(places: Places, offer: Offer) -> None:
    """The figures that there are, the button that holds them against the checkpoint, and what came of it last."""
    st.markdown("#### Monitor")
    show_actual_figures(places)
    action_button(
        "Hold the figures against the checkpoint",
        key=offer.key,
        disabled=not places.actual_metrics.exists(),
        help="Records the figures and what they say in the audit trail.",
    )
    review = review_of(offer.proposal_id)
    if review is not None:
        _show_review(review)


def _show_review(review: ProposalReview) -> None:
    show = st.warning if review.triggers_activated else st.info
    show(plain_text(review_verdict(review)))
    if review.evaluated:
        show_table(findings_table(review))
    show_list(tuple(review_notes(review)))
