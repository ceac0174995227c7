"""What was changed elsewhere in drafts, kept in the browser session until whoever looks says to have seen it."""

from __future__ import annotations

import streamlit as st

from optimization.governance.drafts.drafts import Draft
from streamlit_dashboard.drafts.draft_news import DraftNews, joined, news_between

_UNREAD = "drafts_unread"


def take_note(seen: Draft, now: Draft) -> None:
    """Keep what was changed elsewhere between two states of a draft, beside what was kept before."""
    later, earlier = news_between(seen, now), unread_news(now.draft_id)
    if later is not None:
        news = later if earlier is None else joined(earlier, later)
        st.session_state[_UNREAD] = {**st.session_state.get(_UNREAD, {}), now.draft_id: news}


def unread_news(draft_id: str) -> DraftNews | None:
    """What is to be told of a draft; None where there is nothing."""
    unread: dict[str, DraftNews] = st.session_state.get(_UNREAD, {})
    return unread.get(draft_id)


def mark_read(draft_id: str) -> None:
    """All of it was seen."""
    unread: dict[str, DraftNews] = st.session_state.get(_UNREAD, {})
    st.session_state[_UNREAD] = {kept_id: news for kept_id, news in unread.items() if kept_id != draft_id}
