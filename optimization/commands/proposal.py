"""`planwise proposal`: the lever changes that were put forward."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optimization.commands.group import command_group
from optimization.commands.home import home_places
from optimization.commands.output import JsonOption, print_json, print_line, print_table
from optimization.errors import BadInputError
from optimization.evidence.goal_columns import GOAL_COLUMNS, goal_cells
from optimization.evidence.quantities import count
from optimization.evidence.report_table import ReportTable, number_columns, text_columns
from optimization.governance.proposals import Proposal

if TYPE_CHECKING:
    from optimization.governance.ledger import Ledger
    from optimization.search.loop.target_loop_result import TargetLoopResult

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
        searched = [(proposal, _search(ledger, proposal.run_id)) for proposal in list_proposals(ledger, limit)]
    if as_json:
        print_json({"proposals": [_as_json(proposal, search) for proposal, search in searched]})
    elif not searched:
        print_line("There are no proposals yet: `planwise optimize loop` makes one unless its target is out of reach.")
    else:
        print_table(_list_table(searched))


@app.command()
def show(
    proposal_id: Annotated[str, typer.Argument(help="The proposal's id, e.g. PRP-000001.", metavar="ID")],
    as_json: JsonOption = False,
) -> None:
    """Show one proposal with every lever that it would change."""
    from optimization.evidence.lever_tables import before_after_table
    from optimization.governance.ledger import open_ledger
    from optimization.governance.proposals import find_proposal
    from optimization.parameters.lever_catalogue import load_lever_catalogue

    with open_ledger(home_places()) as ledger:
        proposal = find_proposal(ledger, proposal_id)
        search = _search(ledger, proposal.run_id)
    if as_json:
        print_json(_as_json(proposal, search))
        return
    print_line(
        f"{proposal.proposal_id}, {proposal.state}: scenario {proposal.scenario_id}, proposed by {proposal.proposer} "
        f"on {_moment(proposal)} from run {proposal.run_id}"
    )
    print_line(_goal_line(search))
    print_table(
        before_after_table(
            {change.cell: change.before for change in proposal.changes},
            {change.cell: change.after for change in proposal.changes},
            catalogue=load_lever_catalogue(),
        )
    )
    print_line(f"Its report: `planwise report {proposal.run_id}`")


@dataclass(frozen=True, kw_only=True)
class _Search:
    """The search that a proposal came of; without a result where it cannot be read, and `unreadable` says why."""

    status: str
    result: TargetLoopResult | None
    unreadable: str | None = None


def _search(ledger: Ledger, run_id: str) -> _Search:
    from optimization.governance.runs import find_run
    from optimization.search.loop.target_loop_json import result_from_json

    recorded = find_run(ledger, run_id)
    try:
        return _Search(status=recorded.status, result=result_from_json(recorded.result or {}))
    except BadInputError as error:
        # A result of another version hides none of the proposals.
        return _Search(status=recorded.status, result=None, unreadable=str(error))


def _list_table(searched: Sequence[tuple[Proposal, _Search]]) -> ReportTable:
    return ReportTable(
        columns=(
            *text_columns("Proposal", "State", "Search"),
            *GOAL_COLUMNS,
            *text_columns("Scenario", "Proposed by", "At (UTC)"),
            *number_columns("Rows changed"),
            *text_columns("Run"),
        ),
        rows=tuple(
            (
                each.proposal_id,
                str(each.state),
                search.status,
                *goal_cells(search.result),
                each.scenario_id,
                each.proposer,
                _moment(each),
                count(len(each.changes)),
                each.run_id,
            )
            for each, search in searched
        ),
    )


def _goal_line(search: _Search) -> str:
    if search.result is None:
        return f"Its search is {search.status}; {search.unreadable}"
    target, before, after, gap = goal_cells(search.result)
    verdict = "It meets the target" if search.result.converged else "It does not meet the target"
    return f"{verdict} of {target} pay growth a year ({search.status}): from {before} to {after}, gap {gap}"


def _moment(proposal: Proposal) -> str:
    return f"{proposal.created_at:%Y-%m-%d %H:%M}"


def _as_json(proposal: Proposal, search: _Search) -> dict[str, Any]:
    result = search.result
    return {
        "proposal_id": proposal.proposal_id,
        "run_id": proposal.run_id,
        "scenario_id": proposal.scenario_id,
        "proposer": proposal.proposer,
        "created_at": proposal.created_at.isoformat(),
        "state": str(proposal.state),
        "search": {
            "status": search.status,
            "target_growth": None if result is None else result.config.target_growth,
            "initial_growth": None if result is None else result.initial_growth,
            "final_growth": None if result is None else result.final_growth,
            "final_gap": None if result is None else result.final_gap,
        },
        "changes": [
            {**change.cell._asdict(), "before": change.before, "after": change.after} for change in proposal.changes
        ],
        "fingerprints": dict(proposal.fingerprints),
    }
