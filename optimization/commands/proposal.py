"""`planwise proposal`: the lever changes that were put forward."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from optimization.commands.group import command_group
from optimization.commands.home import home_places
from optimization.commands.output import JsonOption, print_json, print_line, print_table
from optimization.evidence.quantities import count
from optimization.evidence.report_table import ReportTable, number_columns, text_columns
from optimization.governance.proposals import Proposal

# A screenful.
_SHOWN = 20

app = command_group("Look at proposals.")


@app.command("list")
def list_them(
    limit: Annotated[int, typer.Option(min=1, help="How many, newest first.")] = _SHOWN,
    as_json: JsonOption = False,
) -> None:
    """List the newest proposals."""
    from optimization.governance.ledger import open_ledger
    from optimization.governance.proposals import list_proposals

    with open_ledger(home_places()) as ledger:
        proposals = list_proposals(ledger, limit)
    if as_json:
        print_json({"proposals": [_as_json(proposal) for proposal in proposals]})
    elif not proposals:
        print_line("There are no proposals yet: `planwise optimize loop` makes one when a lever moves.")
    else:
        print_table(_list_table(proposals))


@app.command()
def show(
    proposal_id: Annotated[str, typer.Argument(help="The proposal's id, e.g. PRP-000001.", metavar="ID")],
    as_json: JsonOption = False,
) -> None:
    """Show one proposal with every lever that it would change."""
    from optimization.commands.lever_tables import before_after_table
    from optimization.governance.ledger import open_ledger
    from optimization.governance.proposals import find_proposal
    from optimization.parameters.lever_catalogue import load_lever_catalogue

    with open_ledger(home_places()) as ledger:
        proposal = find_proposal(ledger, proposal_id)
    if as_json:
        print_json(_as_json(proposal))
        return
    print_line(
        f"{proposal.proposal_id}, {proposal.state}: scenario {proposal.scenario_id}, proposed by {proposal.proposer} "
        f"on {_moment(proposal)} from run {proposal.run_id}"
    )
    print_table(
        before_after_table(
            {change.cell: change.before for change in proposal.changes},
            {change.cell: change.after for change in proposal.changes},
            catalogue=load_lever_catalogue(),
        )
    )
    print_line(f"Its report: `planwise report {proposal.run_id}`")


def _list_table(proposals: tuple[Proposal, ...]) -> ReportTable:
    return ReportTable(
        columns=(
            *text_columns("Proposal", "State", "Scenario", "Proposed by", "At (UTC)"),
            *number_columns("Rows changed"),
            *text_columns("Run"),
        ),
        rows=tuple(
            (
                each.proposal_id,
                str(each.state),
                each.scenario_id,
                each.proposer,
                _moment(each),
                count(len(each.changes)),
                each.run_id,
            )
            for each in proposals
        ),
    )


def _moment(proposal: Proposal) -> str:
    return f"{proposal.created_at:%Y-%m-%d %H:%M}"


def _as_json(proposal: Proposal) -> dict[str, Any]:
    return {
        "proposal_id": proposal.proposal_id,
        "run_id": proposal.run_id,
        "scenario_id": proposal.scenario_id,
        "proposer": proposal.proposer,
        "created_at": proposal.created_at.isoformat(),
        "state": str(proposal.state),
        "changes": [
            {**change.cell._asdict(), "before": change.before, "after": change.after} for change in proposal.changes
        ],
        "fingerprints": dict(proposal.fingerprints),
    }
