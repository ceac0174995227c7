"""Who may decide on a proposal: separation of duties, and as many approvers as its risk asks for."""

from __future__ import annotations

from collections.abc import Sequence

from optimization.governance.governance_settings import Approvals
from optimization.governance.identity import person_key
from optimization.governance.proposals.approval_trail import ApprovalAction
from optimization.governance.proposals.proposals import Proposal, ProposalState

# Where each decision leads; an approval leads there only with the last one that the risk asks for.
DECISIONS = {
    ApprovalAction.APPROVED: ProposalState.APPROVED,
    ApprovalAction.REJECTED: ProposalState.REJECTED,
    ApprovalAction.REQUESTED_CHANGES: ProposalState.CHANGES_REQUESTED,
}


def refusal_to_decide(
    proposal: Proposal, action: ApprovalAction, *, user: str, approvers: Sequence[str], rules: Approvals
) -> str | None:
    """Why somebody may not decide so on a proposal, as sentences that say what to do. None where it is allowed.

    Whoever proposed may still take it back: reject it, or ask for changes.

    Args:
        proposal: as it stands.
        action: one of DECISIONS.
        user: who means to decide.
        approvers: who approved it so far.
        rules: how many must approve, by risk.
    """
    name, risk = proposal.proposal_id, proposal.risk_level
    if proposal.state is not ProposalState.PROPOSED:
        return f"{name} is {proposal.state.in_words}, and nothing is decided on it any more. {_next_step(proposal)}"
    if action is not ApprovalAction.APPROVED:
        return None
    if risk is None:
        return (
            f"{name} is of a version of the program that assessed no risk, so nobody can say how many people must "
            "approve it. Ask the search again: its new proposal carries its risk."
        )
    if risk in rules.refused:
        return f"The risk of {name} is {risk}, which nobody can approve. Ask the search again within narrower limits."
    if is_same_person(user, proposal.proposer):
        return f"{proposal.proposer!r} proposed {name}, and who proposes cannot approve. Somebody else must."
    if any(is_same_person(user, approver) for approver in approvers):
        return (
            f"{user!r} has approved {name} already. Its risk is {risk}, which {rules.approvers[risk]} people must "
            "approve: somebody else must."
        )
    return None


def _next_step(proposal: Proposal) -> str:
    match proposal.state:
        case ProposalState.APPROVED:
            return f"`planwise proposal apply {proposal.proposal_id}` brings it into force; until then nothing changes."
        case ProposalState.APPLIED:
            return f"`planwise proposal rollback {proposal.proposal_id}` takes it back."
        case _:
            return "Ask the search for a new proposal."


def approvers_needed(proposal: Proposal, rules: Approvals) -> int | None:
    """How many people must approve a proposal; None where nobody can, or its risk was never assessed."""
    return None if proposal.risk_level is None else rules.approvers.get(proposal.risk_level)


def is_approved_by(count: int, proposal: Proposal, rules: Approvals) -> bool:
    """Whether so many approvers are enough for a proposal."""
    needed = approvers_needed(proposal, rules)
    return needed is not None and count >= needed


def is_same_person(one: str, other: str) -> bool:
    """Whether two names are one person's."""
    return person_key(one) == person_key(other)
