"""`planwise proposal make`: put forward what a recorded search found and did not propose."""

from __future__ import annotations

from typing import Annotated

import typer

from optimization.commands.home import home_places
from optimization.commands.identity import RationaleOption, UserOption, acting_user
from optimization.commands.output import JsonOption, print_json, print_line


def make(
    run_id: Annotated[str, typer.Argument(help="The search's run, as it printed it.", metavar="RUN")],
    rationale: RationaleOption = "",
    user: UserOption = None,
    as_json: JsonOption = False,
) -> None:
    """Propose what a search found that was run with --no-propose; its inputs must not have changed since."""
    from optimization.commands.proposal_texts import asked_of_approvers
    from optimization.recommendation.search_proposals import propose_search

    acting, places = acting_user(user), home_places()
    proposal_id = propose_search(places, run_id, user=acting, rationale=rationale)
    if as_json:
        print_json({"proposal_id": proposal_id, "run_id": run_id})
        return
    asked = asked_of_approvers(places, proposal_id)
    print_line(f"Proposal: {proposal_id}; {asked} (see `planwise proposal show {proposal_id}`)")
