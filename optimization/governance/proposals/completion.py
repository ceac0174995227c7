"""The end of a proposal that stays: all of it is in force, and somebody says that it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimization.errors import BadInputError
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.lever_file.lever_writes import begun_writes
from optimization.governance.lever_file.phases_in_force import phases_applied
from optimization.governance.proposals.approval_trail import ApprovalAction, append_approval
from optimization.governance.proposals.proposal_states import move_proposal, refusal_to_move
from optimization.governance.proposals.proposals import Proposal, ProposalState, proposal_number, proposal_within
from optimization.governance.rollouts.rollout_plans import rollout_within

if TYPE_CHECKING:
    from sqlalchemy import Connection


def complete_proposal(ledger: Ledger, proposal_id: str, *, user: str, comments: str) -> Proposal:
    """Close a proposal that is in force with all its phases; it cannot be rolled back any more.

    Returns:
        The proposal as it stands now.

    Raises:
        BadInputError: there is no such proposal, it is not in force or not all of it, or a write of it is under way.
        PlanwiseError: the ledger cannot be written to.
    """
    with ledger.write() as connection:
        proposal = proposal_within(connection, proposal_id)
        refusal = _refusal_to_complete(connection, proposal)
        if refusal is not None:
            raise BadInputError(refusal)
        move_proposal(connection, proposal_number(proposal_id), ProposalState.COMPLETED)
        append_approval(
            connection,
            ApprovalAction.COMPLETED,
            proposal_id=proposal_id,
            scenario_id=proposal.scenario_id,
            user=user,
            comments=comments,
        )
        return proposal_within(connection, proposal_id)


def phases_of(connection: Connection, proposal_id: str) -> int:
    """How many phases a proposal has: those of its stored plan, or one where it has no plan."""
    rollout = rollout_within(connection, proposal_number(proposal_id))
    return 1 if rollout is None else len(rollout.phases)


def _refusal_to_complete(connection: Connection, proposal: Proposal) -> str | None:
    name = proposal.proposal_id
    refusal = refusal_to_move(name, proposal.state, ProposalState.COMPLETED)
    if refusal is not None:
        return refusal
    if any(write.proposal_id == name for write in begun_writes(connection)):
        return (
            f"{name} is being written to the lever file, or a write of it was cut short. Wait until it is done; "
            "`planwise doctor` settles what was cut short."
        )
    applied, phases = phases_applied(connection, name), phases_of(connection, name)
    if applied < phases:
        return (
            f"{applied} of the {phases} phases of {name} are in force. Apply the rest with `planwise proposal rollout "
            f"{name} --next`, or roll it back."
        )
    return None
