"""The end of a proposal that stays: all of it is in force, and somebody says that it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimization.errors import BadInputError
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.lever_file.appliable import require_same_file
from optimization.governance.lever_file.expected_rows import differing_texts, rows_after
from optimization.governance.lever_file.held_lever_file import HeldLeverFile
from optimization.governance.lever_file.lever_file_writing import lever_file_alone
from optimization.governance.lever_file.lever_writes import done_writes
from optimization.governance.lever_file.phases_in_force import phases_applied, writes_in_force
from optimization.governance.lever_file.shown_rows import shown_rows
from optimization.governance.proposals.approval_rules import is_same_person
from optimization.governance.proposals.approval_trail import ApprovalAction, append_approval
from optimization.governance.proposals.proposal_states import move_proposal, refusal_to_move
from optimization.governance.proposals.proposals import (
    Proposal,
    ProposalState,
    find_proposal,
    proposal_number,
    proposal_within,
)
from optimization.governance.rollouts.rollout_plans import rollout_within
from optimization.places import Places

if TYPE_CHECKING:
    from sqlalchemy import Connection


def complete_proposal(ledger: Ledger, places: Places, proposal_id: str, *, user: str, comments: str) -> Proposal:
    """Close a proposal that is in force with all its phases; it cannot be rolled back any more.

    The lever file is locked meanwhile, and what others did to it is settled and recorded first.

    Returns:
        The proposal as it stands now.

    Raises:
        BadInputError: there is no such proposal, it is not in force or not all of it, the lever file does not say so
            any more, or the user proposed it. A refused attempt is kept in the audit trail.
        PlanwiseError: somebody else writes the lever file, or the ledger cannot be written to.
    """
    with lever_file_alone(ledger, places, user=user, on_step=lambda _step: None) as held, ledger.write() as connection:
        proposal = proposal_within(connection, proposal_id)
        refusal = _refusal_to_complete(connection, held, proposal, user=user)
        if refusal is None:
            move_proposal(connection, proposal_number(proposal_id), ProposalState.COMPLETED)
        append_approval(
            connection,
            ApprovalAction.COMPLETED if refusal is None else ApprovalAction.REFUSED,
            proposal_id=proposal_id,
            scenario_id=proposal.scenario_id,
            user=user,
            comments=comments,
            **({} if refusal is None else {"attempted": str(ApprovalAction.COMPLETED), "reason": refusal}),
        )
    # Raised outside of the transaction, which therefore keeps that it was tried.
    if refusal is not None:
        raise BadInputError(refusal)
    return find_proposal(ledger, proposal_id)


def phases_of(connection: Connection, proposal_id: str) -> int:
    """How many phases a proposal has: those of its stored plan, or one where it has no plan."""
    rollout = rollout_within(connection, proposal_number(proposal_id))
    return 1 if rollout is None else len(rollout.phases)


def _refusal_to_complete(connection: Connection, held: HeldLeverFile, proposal: Proposal, *, user: str) -> str | None:
    name = proposal.proposal_id
    refusal = refusal_to_move(name, proposal.state, ProposalState.COMPLETED)
    if refusal is not None:
        return refusal
    if is_same_person(user, proposal.proposer):
        return f"{proposal.proposer!r} proposed {name}, and who proposes cannot say that it stays. Somebody else must."
    require_same_file(connection, name, held.path)
    applied, phases = phases_applied(connection, name), phases_of(connection, name)
    if applied < phases:
        return (
            f"{applied} of the {phases} phases of {name} are in force. Apply the rest with `planwise proposal rollout "
            f"{name} --next`, or roll it back."
        )
    others = _rows_out_of_force(connection, held, name)
    if others:
        return (
            f"{held.path} does not say any more what {name} brought into force: {shown_rows(others)}Put them back, or "
            f"roll it back: `planwise proposal rollback {name}`."
        )
    return None


def _rows_out_of_force(connection: Connection, held: HeldLeverFile, proposal_id: str) -> list[str]:
    """The rows of a proposal that neither it nor a later one made what they are, a phrase each."""
    in_force = writes_in_force(done_writes(connection, str(held.path)))
    first = next(place for place, write in enumerate(in_force) if write.proposal_id == proposal_id)
    keys = {row.key for write in in_force if write.proposal_id == proposal_id for row in write.moved}
    return differing_texts(rows_after(connection, held, in_force[first:]), held.states(), keys)
