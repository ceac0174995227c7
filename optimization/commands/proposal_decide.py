"""`planwise proposal approve | reject | request-changes`: what somebody decides on a proposal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from optimization.commands.home import home_places
from optimization.commands.identity import UserOption, acting_user
from optimization.commands.output import JsonOption, print_json, print_line
from optimization.commands.proposal_flags import CommentOption, ProposalArgument

if TYPE_CHECKING:
    from optimization.governance.proposals.proposals import Proposal


def approve(
    proposal_id: ProposalArgument, comment: CommentOption = "", user: UserOption = None, as_json: JsonOption = False
) -> None:
    """Approve a proposal of somebody else; a high risk needs more than one approval."""
    from optimization.governance.proposals import approvals

    _decide(approvals.approve, proposal_id, comment=comment, user=user, as_json=as_json)


def reject(
    proposal_id: ProposalArgument, comment: CommentOption = "", user: UserOption = None, as_json: JsonOption = False
) -> None:
    """Reject a proposal for good."""
    from optimization.governance.proposals import approvals

    _decide(approvals.reject, proposal_id, comment=comment, user=user, as_json=as_json)


def request_changes(
    proposal_id: ProposalArgument, comment: CommentOption = "", user: UserOption = None, as_json: JsonOption = False
) -> None:
    """Close a proposal and ask for another one in its place."""
    from optimization.governance.proposals import approvals

    _decide(approvals.request_changes, proposal_id, comment=comment, user=user, as_json=as_json)


def _decide(
    decide: Callable[..., Proposal], proposal_id: str, *, comment: str, user: str | None, as_json: bool
) -> None:
    from optimization.commands.proposal_standing_texts import approvals_line, standing_as_json
    from optimization.governance.ledger.ledger import open_ledger
    from optimization.governance.proposals.proposal_standing import standing_of

    acting = acting_user(user)
    with open_ledger(home_places()) as ledger:
        decide(ledger, proposal_id, user=acting, comments=comment)
        standing = standing_of(ledger, proposal_id)
    if as_json:
        print_json(standing_as_json(standing))
    else:
        print_line(f"{proposal_id} is {standing.proposal.state.in_words}. {approvals_line(standing)}")
