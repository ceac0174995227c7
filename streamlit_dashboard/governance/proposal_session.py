"""What a session knows of its proposals: what it offered, what is under way, what was answered, what it saw last."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import streamlit as st

from optimization.commands.proposal_standing_texts import approvals_line, history_lines
from optimization.errors import PlanwiseError
from optimization.governance.proposals.proposal_standing import ProposalStanding
from optimization.implementation.proposal_review import ProposalReview
from optimization.places import Places
from streamlit_dashboard.elements.actor import who_acts
from streamlit_dashboard.elements.texts import plain_text
from streamlit_dashboard.elements.work_under_way import Work, begin_work, follow_work
from streamlit_dashboard.governance.proposal_acting import Answer, act
from streamlit_dashboard.governance.proposal_inputs import inputs_given
from streamlit_dashboard.governance.proposal_offers import Offer, ProposalAction

_DESK = "proposals_desk"

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


@dataclass(kw_only=True)
class _Answered:
    offer: Offer
    text: str
    is_refused: bool
    is_shown: bool = False


class _Seen(NamedTuple):
    # A tuple, so that one that the session kept while the program was exchanged is still equal.
    state: str
    writes: int
    approvals: int
    planned: str


@dataclass(kw_only=True)
class _Desk:
    """What lies on the desk of a session.

    It is written to by assignment alone: a write to the session's state may end the run for the next click instead,
    and what was begun or answered would be lost.
    """

    offered: tuple[Offer, ...] = ()
    asked: _Asked | None = None
    answered: _Answered | None = None
    seen: dict[str, _Seen] = field(default_factory=dict)
    reviews: dict[str, ProposalReview] = field(default_factory=dict)


def answer_clicks(places: Places) -> None:
    """Carry out what was clicked, and wait for what is under way; before anything is read, so that it shows.

    A button answers for what was offered when it was drawn, also where the proposal has moved on since: the library
    then refuses in its own words.
    """
    desk = _desk()
    if desk.asked is None:
        user, clicked = who_acts(), _clicked(desk)
        if user is None or clicked is None:
            return
        label = f"{_DOING[clicked.action]} {clicked.proposal_id}"
        inputs = inputs_given(clicked)
        work = begin_work(label, lambda tell: act(places, clicked, inputs, user=user, on_progress=tell))
        desk.asked = _Asked(offer=clicked, work=work)
    follow_work(desk.asked.work)
    asked, desk.asked = desk.asked, None
    desk.answered = _answer_of(desk, asked)


def show_answer(proposal_id: str) -> None:
    """What came of the action on this proposal that this session asked for last."""
    answered = _answer_on(proposal_id)
    if answered is None:
        return
    # A refusal names a row of the lever file a line.
    text = "  \n".join(plain_text(line.strip()) for line in answered.text.splitlines())
    (st.error if answered.is_refused else st.success)(text)
    if not answered.is_shown:
        st.toast(text, duration="long")
        answered.is_shown = True


def was_refused(proposal_id: str, action: ProposalAction) -> bool:
    """Whether the last action here was this one, and was refused."""
    answered = _answer_on(proposal_id)
    return answered is not None and answered.is_refused and answered.offer.action is action


def review_of(proposal_id: str) -> ProposalReview | None:
    """What actual figures said when this session looked last; None where it did not."""
    return _desk().reviews.get(proposal_id)


def show_change_elsewhere(standing: ProposalStanding) -> None:
    """Say that a proposal is not as this session saw it last, and remember how it is now."""
    name, state = standing.proposal.proposal_id, standing.proposal.state.in_words
    now = _Seen(
        state=state,
        writes=len(standing.writes),
        approvals=len(standing.approvals),
        planned="" if standing.rollout is None else standing.rollout.created_at.isoformat(),
    )
    seen = _desk().seen
    before = seen.get(name)
    seen[name] = now
    if before is None or before == now:
        return
    became = f"it was {before.state} and is {state}" if before.state != state else f"it is still {state}"
    planned = " Its rollout was planned anew." if before.planned != now.planned else ""
    done = " ".join([approvals_line(standing), *history_lines(standing)[before.writes :]])
    text = plain_text(f"{name} was changed elsewhere since you saw it: {became}.{planned} {done}".rstrip())
    st.info(text)
    st.toast(text, duration="long")


def remember_offers(offered: tuple[Offer, ...]) -> None:
    """Keep which buttons the page has now."""
    _desk().offered = offered


def _answer_of(desk: _Desk, asked: _Asked) -> _Answered:
    try:
        answer = asked.work.future.result()
    except PlanwiseError as error:
        return _Answered(offer=asked.offer, text=str(error), is_refused=True)
    # What it did is no news to this session.
    desk.seen.pop(asked.offer.proposal_id, None)
    if answer.review is not None:
        desk.reviews[asked.offer.proposal_id] = answer.review
    return _Answered(offer=asked.offer, text=answer.text, is_refused=False)


def _clicked(desk: _Desk) -> Offer | None:
    return next((offer for offer in desk.offered if st.session_state.get(offer.key)), None)


def _answer_on(proposal_id: str) -> _Answered | None:
    answered = _desk().answered
    return answered if answered is not None and answered.offer.proposal_id == proposal_id else None


def _desk() -> _Desk:
    desk: _Desk = st.session_state.setdefault(_DESK, _Desk())
    return desk
