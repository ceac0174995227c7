"""The fields beside the buttons of a proposal: what they are called in the session, and what was given in them."""

from __future__ import annotations

from enum import StrEnum

import streamlit as st

from streamlit_dashboard.governance.proposal_acting import ActionInputs
from streamlit_dashboard.governance.proposal_offers import Offer, ProposalAction


class Field(StrEnum):
    """What is asked for beside a button."""

    COMMENT = "comment"
    COMPLETION = "completion"
    REASON = "reason"
    PACE = "pace"
    TOLERANCE = "tolerance"
    PHASES = "phases"
    CHECKPOINT = "checkpoint"
    FORCE = "force"


class Pace(StrEnum):
    """How the phases of a plan are laid out."""

    TOLERANCE = "By risk tolerance"
    EQUAL_STEPS = "In equal steps"


_COMMENTS = {ProposalAction.COMPLETE: Field.COMPLETION, ProposalAction.ROLL_BACK: Field.REASON}


def field_key(field: Field, proposal_id: str) -> str:
    """The field's name in the session; what is typed for one proposal is not there for another."""
    return f"proposal_{field}_{proposal_id}"


def given(field: Field, proposal_id: str) -> str:
    """What stands in a field of text; blank where it is not shown."""
    return str(st.session_state.get(field_key(field, proposal_id)) or "").strip()


def inputs_given(offer: Offer) -> ActionInputs:
    """What was given with an action, as it was when its button was clicked."""
    name = offer.proposal_id
    in_steps = given(Field.PACE, name) == Pace.EQUAL_STEPS
    phases = st.session_state.get(field_key(Field.PHASES, name))
    return ActionInputs(
        comment=given(_COMMENTS.get(offer.action, Field.COMMENT), name),
        risk_tolerance=given(Field.TOLERANCE, name),
        phases=int(phases) if in_steps and phases is not None else None,
        checkpoint_id=given(Field.CHECKPOINT, name) or None,
        is_forced=bool(st.session_state.get(field_key(Field.FORCE, name))),
    )
