"""What the draft bar asks: of an edit that met somebody else's, of a draft closed elsewhere, of live that has moved."""

from __future__ import annotations

import streamlit as st

from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.places import Places
from streamlit_dashboard.drafts.draft_in_view import DraftInView, edit_draft, put_on_top, start_draft
from streamlit_dashboard.drafts.draft_news import closing_of, disputes, edits_in_words, instant, live_moves
from streamlit_dashboard.drafts.session_drafts import forget_unsaved, say_next, unsaved_edit
from streamlit_dashboard.drafts.unread_news import mark_read
from streamlit_dashboard.elements.actor import action_button
from streamlit_dashboard.elements.texts import plain_text, show_list


def ask_about_unsaved(places: Places, view: DraftInView) -> None:
    """The box of an edit that was not saved because somebody else had saved the draft, with both values.

    Raises:
        BadInputError: the catalogue is wrong, or the edit cannot be saved.
        PlanwiseError: the ledger cannot be written to.
    """
    draft, mine = view.draft, unsaved_edit(view.draft.draft_id)
    if not mine or not view.is_open:
        return
    told = disputes(mine, draft, live=view.table.values(), catalogue=load_lever_catalogue())
    if not told:
        forget_unsaved(draft.draft_id)
        return
    with st.container(border=True):
        st.warning(
            plain_text(
                f"Your edit is not saved: {draft.updated_by} saved this draft at {instant(draft.updated_at)}, before "
                "you. Nothing is lost: decide which values hold."
            )
        )
        show_list(told)
        with st.container(horizontal=True):
            if action_button("Put mine on top", key="drafts_put_mine", emphasis="primary"):
                if put_on_top(places, view):
                    say_next(f"Your values are in {draft.draft_id} now.")
                # What the question told of the others' edit is no news any more.
                mark_read(draft.draft_id)
                st.rerun()
            if st.button("Take theirs", key="drafts_take_theirs"):
                forget_unsaved(draft.draft_id)
                mark_read(draft.draft_id)
                say_next(f"{draft.draft_id} stays as {draft.updated_by} saved it.")
                st.rerun()


def ask_about_closed_draft(places: Places, view: DraftInView) -> None:
    """What became of a draft that was proposed or discarded, and the way on: another draft of its values.

    Raises:
        BadInputError: the catalogue is wrong, or a value cannot be kept.
        PlanwiseError: the ledger cannot be written to.
    """
    draft = view.draft
    if view.is_open:
        return
    mine = unsaved_edit(draft.draft_id)
    st.warning(plain_text(f"{closing_of(draft)}. It cannot be changed any more; its values can go into a new draft."))
    if mine:
        st.markdown("Your edit that came too late goes into it too:")
        show_list(list(edits_in_words(mine, load_lever_catalogue())))
    if action_button("Take its values into a new draft", key="drafts_renew", emphasis="primary"):
        wanted = {**view.changes, **mine}
        cells = {cell: value for cell, value in wanted.items() if value is not None}
        new = start_draft(places, scenario_id=draft.scenario_id, title=draft.title, cells=cells)
        forget_unsaved(draft.draft_id)
        say_next(f"{new.draft_id} has the values of {draft.draft_id}.")
        st.rerun()


def ask_about_live_moves(places: Places, view: DraftInView) -> None:
    """Which live values have moved under the draft, and which of the two values are to hold.

    An edit that is not saved may be of the same cells: what becomes of it is asked first.

    Raises:
        BadInputError: the catalogue is wrong, or the edit cannot be saved.
        PlanwiseError: the ledger cannot be written to.
    """
    moved = view.moved_live
    if not moved or not view.is_open or unsaved_edit(view.draft.draft_id):
        return
    live = view.table.values()
    with st.container(border=True):
        st.warning("Levers in force have moved under this draft. It cannot be proposed until you have decided.")
        show_list(list(live_moves(moved, live=live, catalogue=load_lever_catalogue())))
        with st.container(horizontal=True):
            # A year that is not simulated any more has no live value that a change could lie on top of.
            on_top = {change.cell: change.after if change.cell in live else None for change in moved}
            if action_button("Keep mine on top of the new live value", key="drafts_keep_mine", emphasis="primary"):
                edit_draft(places, view, on_top)
                st.rerun()
            if action_button("Take the live values", key="drafts_take_live"):
                edit_draft(places, view, dict.fromkeys(on_top))
                st.rerun()
