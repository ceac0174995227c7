"""What a browser session remembers of drafts: the revision it has seen of each, and edits that are not saved yet."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from optimization.governance.drafts.drafts import Draft
from optimization.parameters.lever_cells import LeverCell

# A cell's wanted value, or None where it is to keep the live one.
WantedCells = Mapping[LeverCell, float | None]

_SEEN = "drafts_seen"
_UNSAVED = "drafts_unsaved"
_DECIDED = "drafts_decided"
_TO_OPEN = "drafts_to_open"
_SAID = "drafts_said"


def seen_draft(draft_id: str) -> Draft | None:
    """The draft as this session has seen it last; None before it has."""
    seen: dict[str, Draft] = st.session_state.get(_SEEN, {})
    return seen.get(draft_id)


def remember_seen(draft: Draft) -> None:
    """This session has seen this revision."""
    st.session_state[_SEEN] = {**st.session_state.get(_SEEN, {}), draft.draft_id: draft}


def unsaved_edit(draft_id: str) -> WantedCells:
    """What this session wanted of the draft and could not save, because somebody else had changed it."""
    unsaved: dict[str, WantedCells] = st.session_state.get(_UNSAVED, {})
    return unsaved.get(draft_id, {})


def keep_unsaved(draft_id: str, cells: WantedCells) -> None:
    """Keep an edit beside those kept before, until somebody has decided what becomes of it."""
    kept = {**unsaved_edit(draft_id), **cells}
    st.session_state[_UNSAVED] = {**st.session_state.get(_UNSAVED, {}), draft_id: kept}


def forget_unsaved(draft_id: str) -> None:
    """What was kept is saved, or given up."""
    unsaved: dict[str, WantedCells] = st.session_state.get(_UNSAVED, {})
    st.session_state[_UNSAVED] = {kept_id: cells for kept_id, cells in unsaved.items() if kept_id != draft_id}
    st.session_state[_DECIDED] = {**st.session_state.get(_DECIDED, {}), draft_id: decisions(draft_id) + 1}


def decisions(draft_id: str) -> int:
    """How often it was decided what becomes of a kept edit: fields show the draft's values again after each time."""
    decided: dict[str, int] = st.session_state.get(_DECIDED, {})
    return decided.get(draft_id, 0)


def ask_to_open(draft_id: str | None) -> None:
    """Have this draft in view from the next rerun on, or none; the widgets of this one are drawn already."""
    st.session_state[_TO_OPEN] = (draft_id,)


def asked_to_open() -> tuple[str | None] | None:
    """The draft, or none, that was asked for since the last rerun, told once; None where nobody has asked."""
    asked: tuple[str | None] | None = st.session_state.pop(_TO_OPEN, None)
    return asked


def say_next(text: str) -> None:
    """Say on the next rerun what has happened in this one."""
    st.session_state[_SAID] = (*st.session_state.get(_SAID, ()), text)


def sayings() -> tuple[str, ...]:
    """What is to be said now, once."""
    said: tuple[str, ...] = st.session_state.pop(_SAID, ())
    return said
