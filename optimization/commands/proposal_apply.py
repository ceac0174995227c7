"""`planwise proposal apply | rollback | complete`: levers brought into force, taken back, or there to stay."""

from __future__ import annotations

from typing import Annotated

import typer

from optimization.commands.home import home_places
from optimization.commands.identity import UserOption, acting_user
from optimization.commands.output import JsonOption, print_json, print_line
from optimization.commands.progress import shown_steps
from optimization.commands.proposal_flags import CommentOption, ProposalArgument

# What the audit trail then says: who must undo a change at once should not have to find words first.
_NO_REASON = "No reason was given."


def apply(proposal_id: ProposalArgument, user: UserOption = None, as_json: JsonOption = False) -> None:
    """Write an approved proposal to the lever file, whole; `rollout` does it in phases."""
    from optimization.commands.lever_write_texts import print_write
    from optimization.implementation import applying

    acting, places = acting_user(user), home_places()
    with shown_steps() as steps:
        write = applying.apply(places, proposal_id, user=acting, on_progress=steps.begin)
    print_write(places, write, as_json=as_json)


def rollback(  # noqa: PLR0913 - every flag of a command is a parameter
    proposal_id: ProposalArgument,
    comment: CommentOption = "",
    checkpoint: Annotated[
        str | None,
        typer.Option("--checkpoint", help="Take back only the phases after this checkpoint of the proposal."),
    ] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Also where somebody else has changed the lever file since; that state is kept."),
    ] = False,
    user: UserOption = None,
    as_json: JsonOption = False,
) -> None:
    """Restore the lever file byte for byte as it was before a proposal was applied."""
    from optimization.commands.lever_write_texts import print_write
    from optimization.implementation import applying

    acting, places = acting_user(user), home_places()
    with shown_steps() as steps:
        write = applying.roll_back(
            places,
            proposal_id,
            user=acting,
            reason=comment or _NO_REASON,
            force=force,
            checkpoint_id=checkpoint,
            on_progress=steps.note,
        )
    print_write(places, write, as_json=as_json)


def complete(
    proposal_id: ProposalArgument, comment: CommentOption = "", user: UserOption = None, as_json: JsonOption = False
) -> None:
    """Close a proposal that is in force and stays; it cannot be rolled back after that."""
    from optimization.commands.proposal_standing_texts import standing_as_json
    from optimization.governance.ledger.ledger import open_ledger
    from optimization.governance.proposals.completion import complete_proposal
    from optimization.governance.proposals.proposal_standing import standing_of

    acting, places = acting_user(user), home_places()
    with open_ledger(places) as ledger:
        complete_proposal(ledger, places, proposal_id, user=acting, comments=comment)
        standing = standing_of(ledger, proposal_id)
    if as_json:
        print_json(standing_as_json(standing))
    else:
        print_line(f"{proposal_id} is {standing.proposal.state}: its levers stay in force.")
