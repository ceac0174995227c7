"""The bar above what is drafted: the scenario, which draft is in view, who changed it, and what needs an answer."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from optimization.evidence.quantities import count, counted
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.governance.drafts.drafts import Draft
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.places import Places
from streamlit_dashboard.drafts.draft_choice import choose_draft
from streamlit_dashboard.drafts.draft_in_view import DraftInView, give_up_draft, start_draft
from streamlit_dashboard.drafts.draft_news import instant, moves_told
from streamlit_dashboard.drafts.draft_questions import ask_about_closed_draft, ask_about_live_moves, ask_about_unsaved
from streamlit_dashboard.drafts.levers_now import levers_now
from streamlit_dashboard.drafts.session_drafts import remember_seen, say_next, sayings, seen_draft, unsaved_edit
from streamlit_dashboard.drafts.unread_news import mark_read, take_note, unread_news
from streamlit_dashboard.elements.actor import action_button
from streamlit_dashboard.elements.failures import failures_in_words
from streamlit_dashboard.elements.texts import plain_text, show_list, show_table

_TITLE = "drafts_title"
_TITLE_WIDTH = 420
_TITLE_TAKEN = "drafts_title_taken"


def show_draft_bar(places: Places) -> DraftInView | None:
    """The bar; what it says of the draft is what the ledger has now.

    Returns:
        The draft in view over the levers in force; None where no draft is chosen. Where the ledger cannot be read, the
        draft as this session saw it last, below the reason.

    Raises:
        BadInputError: the lever file, the file of scenarios or the catalogue is wrong.
        PlanwiseError: the levers in force cannot be read.
    """
    # One container, whatever comes and goes in it: a field that moves on the page loses the focus, and with it what is
    # being typed.
    with st.container():
        return _show_bar(places)


def _show_bar(places: Places) -> DraftInView | None:
    choice = choose_draft(places)
    for saying in sayings():
        st.success(plain_text(saying))
    if choice.draft is None:
        st.markdown("**No draft is open.** A draft holds changes of levers without putting them in force.")
        _offer_to_start(places, choice.scenario_id, emphasis="primary")
        _list_open(choice.open_drafts)
        return None
    view = DraftInView(draft=choice.draft, table=levers_now(places, choice.scenario_id))
    _tell_news(view)
    _describe(places, view, choice.open_drafts)
    with failures_in_words():
        ask_about_closed_draft(places, view)
        ask_about_unsaved(places, view)
        ask_about_live_moves(places, view)
    return view


def _tell_news(view: DraftInView) -> None:
    """What was changed elsewhere since this session saw the draft: it stands there until somebody has seen it."""
    draft, seen = view.draft, seen_draft(view.draft.draft_id)
    if seen is not None:
        take_note(seen, draft)
    remember_seen(draft)
    news = unread_news(draft.draft_id)
    if news is None:
        return
    moves = moves_told(
        news,
        draft,
        disputed=unsaved_edit(draft.draft_id).keys(),
        live=view.table.values(),
        catalogue=load_lever_catalogue(),
    )
    if not moves:
        mark_read(draft.draft_id)
        return
    with st.container(border=True):
        st.info(plain_text(f"This draft was changed elsewhere, last by {news.by} at {instant(news.at)}:"))
        show_list(moves)
        st.button("I have seen it", key="drafts_seen_it", on_click=mark_read, args=(draft.draft_id,))


def _describe(places: Places, view: DraftInView, open_drafts: tuple[Draft, ...]) -> None:
    draft = view.draft
    st.markdown(f"**{plain_text(draft.title)}**")
    st.caption(
        plain_text(
            f"{draft.draft_id}: {counted(len(draft.changes), 'changed value')}. Started by {draft.created_by} at "
            f"{instant(draft.created_at)}; last changed by {draft.updated_by} at {instant(draft.updated_at)} (revision "
            f"{draft.revision})."
        )
    )
    with st.container(horizontal=True):
        with st.popover("Start another draft"):
            _offer_to_start(places, draft.scenario_id, emphasis="secondary")
        if view.is_open:
            with st.popover("Discard this draft"):
                _offer_to_discard(places, view)
        with st.popover(f"Open drafts ({len(open_drafts)})"):
            _list_open(open_drafts)


def _offer_to_start(places: Places, scenario_id: str, *, emphasis: Literal["primary", "secondary"]) -> None:
    # A field that is drawn already cannot be emptied: the rerun after the start does it.
    if st.session_state.pop(_TITLE_TAKEN, False):
        st.session_state[_TITLE] = ""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        title = st.text_input(
            "Title of the draft",
            key=_TITLE,
            placeholder="What it is for, like Merit round 2026",
            width=_TITLE_WIDTH,
            persist_state="session",
        )
        is_asked = action_button("Start a draft", key="drafts_start", emphasis=emphasis)
    if is_asked:
        with failures_in_words():
            draft = start_draft(places, scenario_id=scenario_id, title=title, cells={})
            say_next(f"{draft.draft_id} is open. It starts with the levers in force of {draft.scenario_id}.")
            st.session_state[_TITLE_TAKEN] = True
            st.rerun()


def _offer_to_discard(places: Places, view: DraftInView) -> None:
    draft_id = view.draft.draft_id
    st.markdown(f"{draft_id} stays on record, and nobody can change or propose it any more.")
    if action_button(f"Discard {draft_id}", key="drafts_discard"):
        with failures_in_words():
            give_up_draft(places, view)
            say_next(f"{draft_id} is discarded.")
            st.rerun()


def _list_open(drafts: tuple[Draft, ...]) -> None:
    if not drafts:
        return
    show_table(
        ReportTable(
            columns=(
                *text_columns("Draft", "Title"),
                *number_columns("Changed values"),
                *text_columns("Last changed by", "At"),
            ),
            rows=tuple(
                (draft.draft_id, draft.title, count(len(draft.changes)), draft.updated_by, instant(draft.updated_at))
                for draft in drafts
            ),
            note="A changed value is one lever of one level in one year.",
        )
    )
