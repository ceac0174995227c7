"""What may be done with a proposal where it stands now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from optimization.governance.proposals.proposal_standing import ProposalStanding
from optimization.governance.proposals.proposal_states import LEGAL_MOVES
from optimization.governance.proposals.proposals import ProposalState
from optimization.governance.rollouts.rollout_plans import PLANNABLE_STATES
from optimization.implementation.monitoring import MONITORED_STATES


class ProposalAction(StrEnum):
    """What somebody does with a proposal."""

    APPROVE = "approve"
    REJECT = "reject"
    REQUEST_CHANGES = "request_changes"
    PLAN = "plan"
    APPLY_WHOLE = "apply_whole"
    APPLY_NEXT = "apply_next"
    MONITOR = "monitor"
    COMPLETE = "complete"
    ROLL_BACK = "roll_back"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """An action as it was offered; `writes` counts what had been written of the proposal then."""

    action: ProposalAction
    proposal_id: str
    writes: int

    @property
    def key(self) -> str:
        """The button's name: one that was offered before a write is not the one that is offered after it."""
        return f"proposal_{self.action}_{self.proposal_id}_{self.writes}"


def offers(standing: ProposalStanding) -> dict[ProposalAction, Offer]:
    """What the state allows; who may do it, the library says when it is tried."""
    name, writes = standing.proposal.proposal_id, len(standing.writes)
    return {action: Offer(action=action, proposal_id=name, writes=writes) for action in _allowed(standing)}


def next_phase(standing: ProposalStanding) -> int | None:
    """The phase that comes next, from 1; None without a plan, and where all of it is in force."""
    rollout = standing.rollout
    if rollout is None or standing.phases_in_force >= len(rollout.phases):
        return None
    return standing.phases_in_force + 1


def _allowed(standing: ProposalStanding) -> Iterator[ProposalAction]:
    state, coming = standing.proposal.state, next_phase(standing)
    following = LEGAL_MOVES[state]
    if ProposalState.APPROVED in following and standing.approvers_needed is not None:
        yield ProposalAction.APPROVE
    if ProposalState.CHANGES_REQUESTED in following:
        yield ProposalAction.REQUEST_CHANGES
    if ProposalState.REJECTED in following:
        yield ProposalAction.REJECT
    if state in PLANNABLE_STATES:
        yield ProposalAction.PLAN
    if ProposalState.APPLIED in following:
        yield ProposalAction.APPLY_WHOLE
    if coming is not None and (ProposalState.APPLIED in following or state is ProposalState.APPLIED):
        yield ProposalAction.APPLY_NEXT
    if state in MONITORED_STATES:
        yield ProposalAction.MONITOR
    if ProposalState.COMPLETED in following and coming is None:
        yield ProposalAction.COMPLETE
    if ProposalState.ROLLED_BACK in following:
        yield ProposalAction.ROLL_BACK
