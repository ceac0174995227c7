"""`planwise draft`: lever changes that people are at work on, until they are proposed or given up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from optimization.commands.group import command_group
from optimization.commands.home import home_places
from optimization.commands.identity import RationaleOption, UserOption, acting_user
from optimization.commands.output import JsonOption, print_json, print_line, print_table

if TYPE_CHECKING:
    from optimization.governance.drafts.drafts import DraftState
    from optimization.governance.ledger.ledger import Ledger

# A screenful.
_SHOWN = 20
_MOST_SHOWN = 1000
_EVERY_STATE = "all"

DraftArgument = Annotated[str, typer.Argument(help="The draft's id, e.g. DRF-000001.", metavar="ID")]
RevisionOption = Annotated[
    int | None,
    typer.Option("--revision", help="The revision that you have seen; refused if it is another now. The newest else."),
]

app = command_group("Look at drafts of lever changes, propose them, or give them up.")


@app.command("list")
def list_them(
    scenario: Annotated[str | None, typer.Option("--scenario", help="Only drafts of this scenario's levers.")] = None,
    state: Annotated[str, typer.Option("--state", help="open, proposed, discarded or all.")] = "open",
    limit: Annotated[int, typer.Option(min=1, max=_MOST_SHOWN, help="How many, newest change first.")] = _SHOWN,
    as_json: JsonOption = False,
) -> None:
    """List drafts, those changed last first."""
    from optimization.commands.draft_texts import draft_as_json, drafts_table
    from optimization.governance.drafts.drafts import list_drafts
    from optimization.governance.ledger.ledger import open_ledger

    wanted = _state(state)
    with open_ledger(home_places()) as ledger:
        found = list_drafts(ledger, scenario_id=scenario, state=wanted, limit=limit)
    if as_json:
        print_json({"drafts": [draft_as_json(each) for each in found]})
    elif not found:
        print_line("There are no such drafts: start one in the dashboard (`make dashboard`), under Parameter Overview.")
    else:
        print_table(drafts_table(found))


@app.command("show")
def show(draft_id: DraftArgument, as_json: JsonOption = False) -> None:
    """Show one draft with every lever that it would change."""
    from optimization.commands.draft_texts import draft_as_json, draft_line, next_step
    from optimization.evidence.lever_tables import before_after_table
    from optimization.governance.drafts.drafts import find_draft
    from optimization.governance.ledger.ledger import open_ledger
    from optimization.parameters.lever_catalogue import load_lever_catalogue

    with open_ledger(home_places()) as ledger:
        draft = find_draft(ledger, draft_id)
    if as_json:
        print_json(draft_as_json(draft))
        return
    print_line(draft_line(draft))
    if draft.changes:
        before = {change.cell: change.before for change in draft.changes}
        print_table(before_after_table(before, draft.changes_by_cell, catalogue=load_lever_catalogue()))
    else:
        print_line("It changes no lever yet.")
    print_line(next_step(draft))


@app.command("propose")
def propose(
    draft_id: DraftArgument,
    revision: RevisionOption = None,
    rationale: RationaleOption = "",
    user: UserOption = None,
    as_json: JsonOption = False,
) -> None:
    """Simulate a draft beside the levers in force and put it forward; leaves a report and a proposal."""
    from optimization.commands.progress import shown_steps
    from optimization.commands.proposal_texts import asked_of_approvers
    from optimization.governance.ledger.ledger import open_ledger
    from optimization.governance.proposals.proposals import find_proposal
    from optimization.recommendation.draft_proposals import propose_draft

    acting, places = acting_user(user), home_places()
    with open_ledger(places) as ledger:
        seen = _seen(ledger, draft_id, revision)
    with shown_steps() as steps:
        proposal_id = propose_draft(
            places, draft_id, revision=seen, user=acting, rationale=rationale, on_progress=steps.begin
        )
    with open_ledger(places) as ledger:
        run_id = find_proposal(ledger, proposal_id).run_id
    if as_json:
        print_json({"draft_id": draft_id, "proposal_id": proposal_id, "run_id": run_id})
        return
    print_line(f"Report: `planwise report {run_id}`")
    asked = asked_of_approvers(places, proposal_id)
    print_line(f"Proposal: {proposal_id}; {asked} (see `planwise proposal show {proposal_id}`)")


@app.command("discard")
def discard(
    draft_id: DraftArgument, revision: RevisionOption = None, user: UserOption = None, as_json: JsonOption = False
) -> None:
    """Give a draft up for good; it stays in the ledger to be looked at."""
    from optimization.commands.draft_texts import draft_as_json
    from optimization.governance.drafts.drafts import discard_draft
    from optimization.governance.ledger.ledger import open_ledger

    acting = acting_user(user)
    with open_ledger(home_places()) as ledger:
        draft = discard_draft(ledger, draft_id, revision=_seen(ledger, draft_id, revision), user=acting)
    if as_json:
        print_json(draft_as_json(draft))
    else:
        print_line(f"{draft_id} is discarded: it cannot be changed any more, and `planwise draft show` still shows it.")


def _seen(ledger: Ledger, draft_id: str, revision: int | None) -> int:
    from optimization.governance.drafts.drafts import find_draft

    return find_draft(ledger, draft_id).revision if revision is None else revision


def _state(name: str) -> DraftState | None:
    from optimization.errors import unknown_name
    from optimization.governance.drafts.drafts import DraftState

    if name == _EVERY_STATE:
        return None
    if name not in list(DraftState):
        raise unknown_name("state", name, [*map(str, DraftState), _EVERY_STATE])
    return DraftState(name)
