"""Whether a proposal may be brought into force, by what the ledger says of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from optimization.errors import BadInputError
from optimization.governance.governance_settings import load_governance_settings
from optimization.governance.lever_file.elsewhere import how_to_reach
from optimization.governance.lever_file.lever_writes import LeverWriteState, writes_where
from optimization.governance.lever_file.phases_in_force import phases_applied
from optimization.governance.proposals.proposal_content import require_untampered
from optimization.governance.proposals.proposals import Proposal, ProposalState, proposal_number, proposal_within
from optimization.governance.proposals.recorded_approvals import require_approved
from optimization.governance.rollouts.rollout_plans import Rollout, require_same_end, rollout_within

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, kw_only=True)
class NextPhase:
    """The phase of a proposal's rollout that is to come; the first is 1."""

    proposal: Proposal
    rollout: Rollout
    phase: int


def appliable(connection: Connection, proposal_id: str) -> Proposal:
    """The proposal, which may be applied whole.

    Raises:
        BadInputError: there is no such proposal, it is not approved, or the ledger does not have it as it was
            recorded; says what to do.
    """
    proposal = proposal_within(connection, proposal_id)
    if proposal.state is not ProposalState.APPROVED:
        raise BadInputError(_not_appliable(proposal))
    _require_as_recorded(connection, proposal)
    return proposal


def next_phase(connection: Connection, proposal_id: str) -> NextPhase:
    """The phase that may be applied next.

    Raises:
        BadInputError: there is no such proposal or it has no rollout, it is neither approved nor being rolled out, the
            ledger does not have it as it was recorded, or all of its phases are in force; says what to do.
    """
    proposal = proposal_within(connection, proposal_id)
    if proposal.state not in (ProposalState.APPROVED, ProposalState.APPLIED):
        raise BadInputError(_not_appliable(proposal))
    _require_as_recorded(connection, proposal)
    rollout = rollout_within(connection, proposal_number(proposal_id))
    if rollout is None:
        raise BadInputError(
            f"{proposal_id} has no rollout plan. `planwise proposal rollout {proposal_id}` makes one, `planwise "
            f"proposal apply {proposal_id}` applies the proposal whole."
        )
    require_same_end(proposal, rollout.phases)
    phase = phases_applied(connection, proposal_id) + 1
    if phase > len(rollout.phases):
        raise BadInputError(
            f"All {len(rollout.phases)} phases of {proposal_id} are in force. `planwise proposal complete "
            f"{proposal_id}` ends its rollout."
        )
    return NextPhase(proposal=proposal, rollout=rollout, phase=phase)


def require_same_file(connection: Connection, proposal_id: str, lever_file: Path) -> None:
    """Refuse to bring a proposal into force in a second lever file.

    Raises:
        BadInputError: it is written to another one, or is being written to it; says what to do.
    """
    from optimization.governance.ledger.governance_tables import lever_writes

    elsewhere = writes_where(
        connection,
        lever_writes.c.proposal_number == proposal_number(proposal_id),
        lever_writes.c.state != str(LeverWriteState.ABANDONED),
        lever_writes.c.lever_file != str(lever_file),
    )
    if elsewhere:
        raise BadInputError(
            f"{proposal_id} was applied to another lever file than {lever_file}, by {elsewhere[-1].write_id}: "
            f"{how_to_reach(elsewhere[-1].lever_file)} Nothing was changed."
        )


def _require_as_recorded(connection: Connection, proposal: Proposal) -> None:
    if proposal.lever_rows is None:
        raise BadInputError(
            f"{proposal.proposal_id} is of a version of the program that did not keep which levers it was computed "
            "from. Ask the search again. Nothing was changed."
        )
    require_untampered(connection, proposal)
    require_approved(connection, proposal, load_governance_settings().approvals)


def _not_appliable(proposal: Proposal) -> str:
    name = proposal.proposal_id
    match proposal.state:
        case ProposalState.PROPOSED:
            next_step = f"others than {proposal.proposer!r} must approve it first: `planwise proposal approve {name}`"
        case ProposalState.APPLIED:
            next_step = f"`planwise proposal rollout {name} --next` applies the next phase, where it has one"
        case _:
            next_step = "ask the search for a new proposal"
    return f"{name} is {proposal.state.in_words} and cannot be applied: {next_step}. Nothing was changed."
