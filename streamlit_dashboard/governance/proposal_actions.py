"""The buttons of a proposal with the fields that belong to them, as its state allows."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from optimization.evidence.quantities import counted, fraction_as_given_percent
from optimization.governance.governance_settings import load_governance_settings
from optimization.governance.proposals.proposal_standing import ProposalStanding
from optimization.places import Places
from streamlit_dashboard.elements.actor import action_button
from streamlit_dashboard.governance.actual_figures_upload import show_actual_figures
from streamlit_dashboard.governance.lever_file_confirmation import is_write_confirmed
from streamlit_dashboard.governance.proposal_inputs import Field, Pace, field_key
from streamlit_dashboard.governance.proposal_monitoring import show_monitoring
from streamlit_dashboard.governance.proposal_offers import Offer, ProposalAction, next_phase, offers
from streamlit_dashboard.governance.proposal_rollback import show_rollback
from streamlit_dashboard.governance.proposal_session import remember_offers
from streamlit_dashboard.governance.recorded_ledger import show_way_to_a_search

Offered = Mapping[ProposalAction, Offer]

_DECISIONS = {
    ProposalAction.APPROVE: "Approve",
    ProposalAction.REQUEST_CHANGES: "Request changes",
    ProposalAction.REJECT: "Reject",
}
_APPLYING = frozenset({ProposalAction.APPLY_WHOLE, ProposalAction.APPLY_NEXT})
# What a plan begins with: between the careful and the quick one.
_USUAL_TOLERANCE = "medium"
_USUAL_PHASES = 3


def show_actions(places: Places, standing: ProposalStanding) -> None:
    """Everything that may be done with a proposal now; nothing is done here, the next run of the page does it."""
    offered = offers(standing)
    remember_offers(tuple(offered.values()))
    if not offered:
        show_way_to_a_search(
            places,
            f"{standing.proposal.proposal_id} is {standing.proposal.state.in_words}, and nothing can follow: a new "
            "search makes a new proposal.",
        )
        return
    if ProposalAction.REJECT in offered:
        with st.container(border=True):
            _show_decisions(offered, standing.proposal.proposal_id)
    if ProposalAction.PLAN in offered:
        with st.container(border=True):
            _show_planning(offered[ProposalAction.PLAN], has_plan=standing.rollout is not None)
    if not _APPLYING.isdisjoint(offered) and ProposalAction.MONITOR not in offered:
        with st.expander("Actual figures from before"):
            st.caption(
                "Monitoring compares with the figures that are here when the first rows are written: a figure that "
                "comes later has nothing to be compared with."
            )
            show_actual_figures(places)
    if not _APPLYING.isdisjoint(offered):
        with st.container(border=True):
            _show_applying(places, offered, standing)
    if ProposalAction.MONITOR in offered:
        with st.container(border=True):
            show_monitoring(places, offered[ProposalAction.MONITOR])
    if ProposalAction.COMPLETE in offered:
        with st.container(border=True):
            _show_completing(offered[ProposalAction.COMPLETE])
    if ProposalAction.ROLL_BACK in offered:
        with st.container(border=True):
            show_rollback(places, offered[ProposalAction.ROLL_BACK], standing)


def _show_decisions(offered: Offered, proposal_id: str) -> None:
    st.markdown("#### Decide")
    st.text_input(
        "Comment on the decision",
        key=field_key(Field.COMMENT, proposal_id),
        persist_state="session",
        placeholder="Why, in a sentence; it is recorded",
    )
    with st.container(horizontal=True):
        for action, label in _DECISIONS.items():
            if action in offered:
                is_approval = action is ProposalAction.APPROVE
                action_button(label, key=offered[action].key, emphasis="primary" if is_approval else "secondary")


def _show_planning(offer: Offer, *, has_plan: bool) -> None:
    st.markdown("#### Plan the rollout anew" if has_plan else "#### Plan the rollout")
    rollout = load_governance_settings().rollout
    name = offer.proposal_id
    pace = st.radio("Phases", list(Pace), key=field_key(Field.PACE, name), horizontal=True)
    if pace == Pace.EQUAL_STEPS:
        st.number_input(
            "Number of phases",
            min_value=1,
            max_value=rollout.max_phases,
            value=_USUAL_PHASES,
            key=field_key(Field.PHASES, name),
        )
    else:
        words = {
            tolerance: f"{tolerance}: {counted(each.phases, 'phase')} or more, a lever moves by "
            f"{fraction_as_given_percent(float(each.max_change_per_phase))} at most in each"
            for tolerance, each in rollout.tolerances.items()
        }
        st.selectbox(
            "Risk tolerance",
            list(words),
            index=list(words).index(_USUAL_TOLERANCE),
            format_func=lambda tolerance: words[tolerance],
            key=field_key(Field.TOLERANCE, name),
        )
    action_button("Plan and simulate the phases", key=offer.key)


def _show_applying(places: Places, offered: Offered, standing: ProposalStanding) -> None:
    st.markdown("#### Bring into force")
    coming, either = next_phase(standing), next(each for action, each in offered.items() if action in _APPLYING)
    st.caption(
        "The levers in force are simulated first: a checkpoint keeps their figures and the exact bytes of the lever "
        "file. Only the rows of this proposal are written."
    )
    is_confirmed = is_write_confirmed(places, either)
    with st.container(horizontal=True):
        if ProposalAction.APPLY_NEXT in offered and standing.rollout is not None:
            action_button(
                f"Apply phase {coming} of {len(standing.rollout.phases)}",
                key=offered[ProposalAction.APPLY_NEXT].key,
                disabled=not is_confirmed,
                emphasis="primary",
            )
        if ProposalAction.APPLY_WHOLE in offered:
            action_button(
                "Apply all at once",
                key=offered[ProposalAction.APPLY_WHOLE].key,
                disabled=not is_confirmed,
                emphasis="secondary" if coming is not None else "primary",
            )


def _show_completing(offer: Offer) -> None:
    st.markdown("#### Complete")
    st.caption("It stays in force for good: it cannot be rolled back after that. Who proposed it cannot complete it.")
    st.text_input(
        "Comment on the completion",
        key=field_key(Field.COMPLETION, offer.proposal_id),
        persist_state="session",
        placeholder="Why it stays, in a sentence; it is recorded",
    )
    action_button("Complete", key=offer.key)
