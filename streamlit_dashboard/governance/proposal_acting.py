"""An action on a proposal carried out by the library, and what it answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from optimization.commands.lever_write_texts import write_line
from optimization.commands.proposal_rollout_texts import rollout_line
from optimization.commands.proposal_standing_texts import approvals_line
from optimization.errors import BadInputError
from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.governance.one_line import one_line
from optimization.governance.proposals import approvals
from optimization.governance.proposals.completion import complete_proposal
from optimization.governance.proposals.proposal_standing import standing_of
from optimization.implementation import applying
from optimization.implementation.monitoring import review_proposal
from optimization.implementation.proposal_review import ProposalReview
from optimization.implementation.rollout_plans import plan_rollout
from optimization.places import Places
from streamlit_dashboard.governance.proposal_offers import Offer, ProposalAction

Told = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class ActionInputs:
    """What somebody gave beside the button; an action reads what it needs.

    Attributes:
        comment: Of a decision or a completion, or the reason of a rollback.
        risk_tolerance: low, medium or high, of a plan.
        phases: So many equal steps in the place of a tolerance; None for none.
        checkpoint_id: What to roll back to; None for the one before the proposal.
        is_forced: Whether a rollback also undoes what others changed.
    """

    comment: str = ""
    risk_tolerance: str = ""
    phases: int | None = None
    checkpoint_id: str | None = None
    is_forced: bool = False


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came of an action: a sentence, and the review where actual figures were looked at."""

    text: str
    review: ProposalReview | None = None


def act(places: Places, offer: Offer, inputs: ActionInputs, *, user: str, on_progress: Told) -> Answer:
    """Carry out what was asked for.

    Args:
        places: census, levers and ledger.
        offer: the action as it was offered.
        inputs: what was given with it.
        user: who acts.
        on_progress: told what is done now.

    Raises:
        BadInputError: the library refuses it, or the lever file was written for the proposal since it was offered.
        PlanwiseError: the lever file or the ledger cannot be written to, or the levers cannot be simulated.
    """
    name = offer.proposal_id
    match offer.action:
        case ProposalAction.APPROVE | ProposalAction.REJECT | ProposalAction.REQUEST_CHANGES | ProposalAction.COMPLETE:
            return _decided(places, offer, comment=inputs.comment, user=user)
        case ProposalAction.PLAN:
            plan = plan_rollout(
                places,
                name,
                user=user,
                risk_tolerance=inputs.risk_tolerance,
                phases=inputs.phases,
                on_progress=on_progress,
            )
            return Answer(text=rollout_line(plan, in_force=0))
        case ProposalAction.MONITOR:
            review = review_proposal(places, name, user=user)
            said = f"The actual figures were held against the checkpoint of {name}: what they say stands under Monitor."
            return Answer(text=said, review=review)
    _refuse_written_since(places, offer)
    match offer.action:
        case ProposalAction.APPLY_WHOLE:
            write = applying.apply(places, name, user=user, on_progress=on_progress)
        case ProposalAction.APPLY_NEXT:
            write = applying.apply_phase(places, name, user=user, on_progress=on_progress)
        case ProposalAction.ROLL_BACK:
            write = applying.roll_back(
                places,
                name,
                user=user,
                reason=one_line(inputs.comment, what="The reason"),
                force=inputs.is_forced,
                checkpoint_id=inputs.checkpoint_id,
                on_progress=on_progress,
            )
    return Answer(text=write_line(write))


def _decided(places: Places, offer: Offer, *, comment: str, user: str) -> Answer:
    name = offer.proposal_id
    with open_ledger(places) as ledger:
        _decide(ledger, places, offer, comment=comment, user=user)
        standing = standing_of(ledger, name)
    said = approvals_line(standing)
    return Answer(text=f"{name} is {standing.proposal.state.in_words}. {said}".rstrip())


def _decide(ledger: Ledger, places: Places, offer: Offer, *, comment: str, user: str) -> None:
    name = offer.proposal_id
    match offer.action:
        case ProposalAction.APPROVE:
            approvals.approve(ledger, name, user=user, comments=comment)
        case ProposalAction.REJECT:
            approvals.reject(ledger, name, user=user, comments=comment)
        case ProposalAction.REQUEST_CHANGES:
            approvals.request_changes(ledger, name, user=user, comments=comment)
        case _:
            said = one_line(comment, what="The comment")
            complete_proposal(ledger, places, name, user=user, comments=said)


def _refuse_written_since(places: Places, offer: Offer) -> None:
    """Refuse what was asked for on the grounds of another lever file: the next phase would be another one by now."""
    with open_ledger(places) as ledger:
        writes = standing_of(ledger, offer.proposal_id).writes
    if len(writes) > offer.writes:
        raise BadInputError(
            f"The lever file was written for {offer.proposal_id} since you saw it, by {writes[-1].user}: look at where "
            "it stands now, and decide again. Nothing was written for you."
        )
