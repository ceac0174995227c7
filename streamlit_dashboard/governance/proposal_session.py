"""What a session knows of its proposals: what it offered, what is under way, what was answered, what it saw last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import streamlit as st

from optimization.commands.proposal_standing_texts import approvals_line, history_lines
from optimization.errors import PlanwiseError
from optimization.governance.proposals.proposal_standing import ProposalStanding
from optimization.implementation.proposal_review import ProposalReview
from optimization.places import Places
from streamlit_dashboard.elements.actor import who_acts
from streamlit_dashboard.elements.texts import plain_text
from streamlit_dashboard.governance.proposal_acting import Answer, act
from streamlit_dashboard.governance.proposal_inputs import inputs_given
from streamlit_dashboard.governance.proposal_offers import Offer, ProposalAction
from streamlit_dashboard.governance.work_under_way import Work, begin_work, follow_work

_OFFERED = "proposals_offered"
_ASKED = "proposals_asked"
_ANSWERED = "proposals_answered"
_SEEN = "proposals_seen"
_REVIEWS = "proposals_reviewed"

_DOING = {
    ProposalAction.APPROVE: "Approving",
    ProposalAction.REJECT: "Rejecting",
    ProposalAction.REQUEST_CHANGES: "Asking for changes of",
    ProposalAction.PLAN: "Planning the rollout of",
    ProposalAction.APPLY_WHOLE: "Applying",
    ProposalAction.APPLY_NEXT: "Applying the next phase of",
    ProposalAction.MONITOR: "Monitoring",
    ProposalAction.COMPLETE: "Completing",
    ProposalAction.ROLL_BACK: "Rolling back",
}


@dataclass(frozen=True, kw_only=True)
class _Asked:
    offer: Offer
    work: Work[Answer]


@dataclass(frozen=True, kw_only=True)
class _Answered:
    offer: Offer
    text: str
    is_refused: bool


class _Seen(NamedTuple):
    # A tuple, so that one that the session kept while the program was exchanged is still equal.
    state: str
    writes: int
    approvals: int
    planned: str


def answer_clicks(places: Places) -> None:
    """Carry out what was clicked, and wait for what is under way; before anything is read, so that it shows.

    A button answers for what was offered when it was drawn, also where the proposal has moved on since: the library
    then refuses in its own words.
    """
    if _ASKED not in st.session_state:
        user, clicked = who_acts(), _clicked()
        if user is None or clicked is None:
            return
        label = f"{_DOING[clicked.action]} {clicked.proposal_id}"
        inputs = inputs_given(clicked)
        work = begin_work(label, lambda tell: act(places, clicked, inputs, user=user, on_progress=tell))
        st.session_state[_ASKED] = _Asked(offer=clicked, work=work)
    asked: _Asked = st.session_state[_ASKED]
    follow_work(asked.work)
    del st.session_state[_ASKED]
    try:
        answer = asked.work.future.result()
    except PlanwiseError as error:
        answered = _Answered(offer=asked.offer, text=str(error), is_refused=True)
    else:
        answered = _Answered(offer=asked.offer, text=answer.text, is_refused=False)
        # What it did is no news to this session.
        _seen().pop(asked.offer.proposal_id, None)
        if answer.review is not None:
            st.session_state.setdefault(_REVIEWS, {})[asked.offer.proposal_id] = answer.review
    st.session_state[_ANSWERED] = answered


def show_answer(proposal_id: str) -> None:
    """What came of the action on this proposal that this session asked for last."""
    answered = _answer_on(proposal_id)
    if answered is not None:
        (st.error if answered.is_refused else st.success)(plain_text(answered.text))


def was_refused(proposal_id: str, action: ProposalAction) -> bool:
    """Whether the last action here was this one, and was refused."""
    answered = _answer_on(proposal_id)
    return answered is not None and answered.is_refused and answered.offer.action is action


def review_of(proposal_id: str) -> ProposalReview | None:
    """What actual figures said when this session looked last; None where it did not."""
    review: ProposalReview | None = st.session_state.get(_REVIEWS, {}).get(proposal_id)
    return review


def show_change_elsewhere(standing: ProposalStanding) -> None:
    """Say that a proposal is not as this session saw it last, and remember how it is now."""
    name, state = standing.proposal.proposal_id, standing.proposal.state.in_words
    now = _Seen(
        state=state,
        writes=len(standing.writes),
        approvals=len(standing.approvals),
        planned="" if standing.rollout is None else standing.rollout.created_at.isoformat(),
    )
    before = _seen().get(name)
    _seen()[name] = now
    if before is None or before == now:
        return
    became = f"it was {before.state} and is {state}" if before.state != state else f"it is still {state}"
    planned = " Its rollout was planned anew." if before.planned != now.planned else ""
    done = " ".join([approvals_line(standing), *history_lines(standing)[before.writes :]])
    st.info(plain_text(f"{name} was changed elsewhere since you saw it: {became}.{planned} {done}".rstrip()))


def remember_offers(offered: tuple[Offer, ...]) -> None:
    """Keep which buttons the page has now."""
    st.session_state[_OFFERED] = offered


def _clicked() -> Offer | None:
    offered: tuple[Offer, ...] = st.session_state.get(_OFFERED, ())
    return next((offer for offer in offered if st.session_state.get(offer.key)), None)


def _answer_on(proposal_id: str) -> _Answered | None:
    answered: _Answered | None = st.session_state.get(_ANSWERED)
    return answered if answered is not None and answered.offer.proposal_id == proposal_id else None


def _seen() -> dict[str, _Seen]:
    seen: dict[str, _Seen] = st.session_state.setdefault(_SEEN, {})
    return seen
