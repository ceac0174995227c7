"""Taking a proposal back: why, to which checkpoint, and over whose changes."""

from __future__ import annotations

import streamlit as st

from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.lever_file.checkpoint_store import Checkpoint
from optimization.governance.lever_file.unexplained_change import UnexplainedChange, unexplained_change
from optimization.governance.proposals.proposal_standing import ProposalStanding
from optimization.places import Places
from streamlit_dashboard.elements.actor import action_button
from streamlit_dashboard.elements.texts import plain_text, show_list
from streamlit_dashboard.governance.lever_file_confirmation import is_write_confirmed
from streamlit_dashboard.governance.proposal_inputs import Field, field_key, given
from streamlit_dashboard.governance.proposal_offers import Offer, ProposalAction
from streamlit_dashboard.governance.proposal_session import was_refused


def show_rollback(places: Places, offer: Offer, standing: ProposalStanding) -> None:
    """The fields of a rollback and its button, which waits for a reason and the confirmation.

    Raises:
        PlanwiseError: the lever file or the ledger cannot be read.
    """
    name = offer.proposal_id
    st.markdown("#### Roll back")
    st.caption("The lever file gets the exact bytes of the checkpoint again; what it replaces becomes a checkpoint.")
    st.text_input(
        "Reason for the rollback",
        key=field_key(Field.REASON, name),
        persist_state="session",
        placeholder="Needed: why the levers go back",
        live=True,
    )
    by_id = {each.checkpoint_id: each for each in standing.checkpoints}
    st.selectbox(
        "Back to",
        list(by_id),
        key=field_key(Field.CHECKPOINT, name),
        format_func=lambda checkpoint_id: _checkpoint_text(by_id[checkpoint_id]),
    )
    _show_force(places, name)
    is_confirmed = is_write_confirmed(places, offer)
    has_reason = bool(given(Field.REASON, name))
    action_button(
        "Roll back",
        key=offer.key,
        disabled=not (is_confirmed and has_reason),
        help=None if has_reason else "Give the reason for the rollback first.",
    )


def _show_force(places: Places, proposal_id: str) -> None:
    """Ask what is to become of others' changes, where there are any or a rollback was refused here."""
    with open_ledger(places) as ledger:
        change = unexplained_change(ledger, places.levers)
    if change is not None:
        st.warning(plain_text(_change_text(change)))
        show_list(change.rows or ())
    # A refused rollback has recorded the change, which is therefore no news to the ledger any more.
    if change is not None or was_refused(proposal_id, ProposalAction.ROLL_BACK):
        st.checkbox(
            "Undo what others changed in the lever file too: a checkpoint keeps it, and it goes out of force",
            key=field_key(Field.FORCE, proposal_id),
        )


def _change_text(change: UnexplainedChange) -> str:
    what = "which rows moved is not known." if change.rows is None else "these rows moved:"
    return f"Somebody else changed {change.lever_file} since it was last written here; {what}"


def _checkpoint_text(checkpoint: Checkpoint) -> str:
    before = "it was applied" if checkpoint.phase is None else f"phase {checkpoint.phase}"
    return f"{checkpoint.checkpoint_id}: as it was before {before}, {checkpoint.created_at:%Y-%m-%d %H:%M} UTC"
