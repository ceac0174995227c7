"""`planwise proposal list`: the newest proposals."""

from __future__ import annotations

from typing import Annotated

import typer

from optimization.commands.home import home_places
from optimization.commands.output import JsonOption, print_json, print_line, print_table

# A screenful.
_SHOWN = 20
# Each is shown with its run, which is read for it alone.
_MOST_SHOWN = 1000


def list_them(
    limit: Annotated[int, typer.Option(min=1, max=_MOST_SHOWN, help="How many, newest first.")] = _SHOWN,
    as_json: JsonOption = False,
) -> None:
    """List the newest proposals."""
    from optimization.commands.proposal_list_texts import proposals_table
    from optimization.commands.proposal_texts import proposal_as_json, run_of
    from optimization.governance.ledger.ledger import open_ledger
    from optimization.governance.proposals.proposals import list_proposals

    with open_ledger(home_places()) as ledger:
        proposed = [(proposal, run_of(ledger, proposal)) for proposal in list_proposals(ledger, limit)]
    if as_json:
        print_json({"proposals": [proposal_as_json(proposal, run) for proposal, run in proposed]})
    elif not proposed:
        print_line(
            "There are no proposals yet: `planwise optimize loop` and `planwise optimize engine` make one when they "
            "find levers to move, `planwise draft propose` makes one of a draft."
        )
    else:
        print_table(proposals_table(proposed))
