"""Who acts on the screens: the name that whatever is recorded from them carries."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from optimization.errors import BadInputError
from optimization.governance.identity import acting_user
from streamlit_dashboard.elements.texts import plain_text

_KEY = "actor"
_LABEL = "Your name"
_WIDTH_PIXELS = 320
_WHY_DISABLED = f"Give {_LABEL.lower()} at the top of the page first: what is recorded carries a name."


def ask_who_acts() -> None:
    """The field for the name, kept until the page is loaded anew; nobody is assumed who did not give one."""
    st.text_input(
        _LABEL,
        key=_KEY,
        persist_state="session",
        placeholder="As it is to be recorded",
        autocomplete="name",
        width=_WIDTH_PIXELS,
        help="Drafts, searches, proposals and approvals are recorded under this name. It is asked for again after the "
        "page is loaded anew.",
    )
    problem = _problem()
    if problem:
        st.error(plain_text(problem))


def who_acts() -> str | None:
    """The name given, as it is recorded; None where none is given that can be."""
    name = str(st.session_state.get(_KEY) or "")
    return None if not name.strip() or _problem() else acting_user(name, origin=_LABEL)


def action_button(
    label: str,
    *,
    key: str,
    disabled: bool = False,
    emphasis: Literal["primary", "secondary"] = "secondary",
    help: str | None = None,
) -> bool:
    """A button for what is recorded under a name; it waits for one, and says so."""
    is_anonymous = who_acts() is None
    return st.button(
        label,
        key=key,
        type=emphasis,
        disabled=disabled or is_anonymous,
        help=_WHY_DISABLED if is_anonymous else help,
    )


def _problem() -> str | None:
    name = str(st.session_state.get(_KEY) or "")
    if not name.strip():
        return None
    try:
        acting_user(name, origin=_LABEL)
    except BadInputError as error:
        return str(error)
    return None
