"""The drafts of a session on their way to becoming proposals: begun, followed to their end, and told of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from optimization.errors import PlanwiseError
from optimization.governance.drafts.drafts import Draft
from optimization.places import Places
from streamlit_dashboard.drafts.draft_ledger import refuse_lost_ledger
from streamlit_dashboard.drafts.session_drafts import say_next
from streamlit_dashboard.elements.work_under_way import Work, begin_work, follow_work

_ASKED = "overview_proposing"


@dataclass(kw_only=True)
class _Asked:
    """The last attempt at proposing a draft.

    Attributes:
        work: It answers with the proposal's id.
        is_seen_ended: Whether a page was begun after it had ended, and so shows what came of it.
    """

    user: str
    work: Work[str]
    is_seen_ended: bool = False


def begin_proposing(places: Places, draft: Draft, *, rationale: str, user: str) -> None:
    """Begin to propose a draft as this session has seen it; it goes on whatever is clicked meanwhile."""

    def propose(tell: Callable[[str], None]) -> str:
        # Simulators are imported where they are asked for: the page draws without them.
        from optimization.recommendation.draft_proposals import propose_draft

        # To propose makes a ledger where there is none, and one that is gone is to be put back instead.
        refuse_lost_ledger(places, needed_for=draft.draft_id)
        return propose_draft(
            places, draft.draft_id, revision=draft.revision, user=user, rationale=rationale, on_progress=tell
        )

    label = f"Proposing {draft.draft_id}: today's levers and the draft are simulated."
    _asked()[draft.draft_id] = _Asked(user=user, work=begin_work(label, propose))


def tell_of_proposals() -> None:
    """Have the draft bar say, once, which proposals this session has recorded, also those of drafts not in view."""
    for asked in _asked().values():
        if asked.is_seen_ended or not asked.work.future.done():
            continue
        asked.is_seen_ended = True
        if asked.work.future.exception() is None:
            say_next(f"{asked.work.future.result()} is recorded, in the name of {asked.user}.")


def await_proposal(draft_id: str) -> None:
    """Where the draft is being proposed, show the steps until that has ended, and have the page drawn anew."""
    asked = _asked().get(draft_id)
    # One that has ended while this page was drawn is followed too: what stands above is from before.
    if asked is not None and not asked.is_seen_ended:
        follow_work(asked.work)
        st.rerun()


def why_not_proposed(draft_id: str) -> PlanwiseError | None:
    """Why the last attempt at proposing the draft has failed, until it is tried again; None where none has."""
    asked = _asked().get(draft_id)
    error = None if asked is None or not asked.work.future.done() else asked.work.future.exception()
    if error is None or isinstance(error, PlanwiseError):
        return error
    # A fault of the program is not to stand in the way of another attempt.
    del _asked()[draft_id]
    raise error


def _asked() -> dict[str, _Asked]:
    asked: dict[str, _Asked] = st.session_state.setdefault(_ASKED, {})
    return asked
