"""`planwise proposal`: the lever changes that were put forward."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optimization.commands.group import command_group
from optimization.commands.home import home_places
from optimization.commands.output import JsonOption, print_json, print_line, print_table
from optimization.evidence.goal_columns import GOAL_COLUMNS, goal_cells, growth_goal
from optimization.evidence.quantities import as_typed, count
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.governance.proposals import Proposal
from optimization.search.engine_result import OptimizationResult

if TYPE_CHECKING:
    from optimization.governance.ledger import Ledger
    from optimization.recommendation.recorded_results import RecordedResult

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
        proposed = [(proposal, _run(ledger, proposal.run_id)) for proposal in list_proposals(ledger, limit)]
    if as_json:
        print_json({"proposals": [_as_json(proposal, run) for proposal, run in proposed]})
    elif not proposed:
        print_line(
            "There are no proposals yet: `planwise optimize loop` and `planwise optimize engine` make one when they "
            "find levers to move."
        )
    else:
        print_table(_list_table(proposed))


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
        run = _run(ledger, proposal.run_id)
    if as_json:
        print_json(_as_json(proposal, run))
        return
    print_line(
        f"{proposal.proposal_id}, {proposal.state}: scenario {proposal.scenario_id}, proposed by {proposal.proposer} "
        f"on {_moment(proposal)} from run {proposal.run_id}"
    )
    print_line(_goal_line(run))
    print_table(
        before_after_table(
            {change.cell: change.before for change in proposal.changes},
            {change.cell: change.after for change in proposal.changes},
            catalogue=load_lever_catalogue(),
        )
    )
    print_line(f"Its report: `planwise report {proposal.run_id}`")


def _run(ledger: Ledger, run_id: str) -> RecordedResult:
    from optimization.governance.runs import find_run
    from optimization.recommendation.recorded_results import recorded_result

    return recorded_result(find_run(ledger, run_id))


def _list_table(proposed: Sequence[tuple[Proposal, RecordedResult]]) -> ReportTable:
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
                run.recorded.status,
                *goal_cells(run.search),
                each.scenario_id,
                each.proposer,
                _moment(each),
                count(len(each.changes)),
                each.run_id,
            )
            for each, run in proposed
        ),
    )


def _goal_line(run: RecordedResult) -> str:
    from optimization.evidence.engine.engine_answer_texts import engine_answer, engine_status

    result = run.search
    if result is None:
        return f"Its search is {run.recorded.status}; {run.unreadable}"
    if isinstance(result, OptimizationResult):
        return f"{engine_status(result)}. {engine_answer(result)}"
    _goal, before, after, gap = goal_cells(result)
    verdict = "It meets the target" if result.converged else "It does not meet the target"
    target = as_typed(result.config.target_growth)
    return f"{verdict} of {target}% pay growth a year ({run.recorded.status}): from {before} to {after}, gap {gap}"


def _moment(proposal: Proposal) -> str:
    return f"{proposal.created_at:%Y-%m-%d %H:%M}"


def _as_json(proposal: Proposal, run: RecordedResult) -> dict[str, Any]:
    growth = None if run.search is None else growth_goal(run.search)
    engine = run.search if isinstance(run.search, OptimizationResult) else None
    return {
        "proposal_id": proposal.proposal_id,
        "run_id": proposal.run_id,
        "kind": run.recorded.run.kind,
        "scenario_id": proposal.scenario_id,
        "proposer": proposal.proposer,
        "created_at": proposal.created_at.isoformat(),
        "state": str(proposal.state),
        "search": {
            "status": run.recorded.status,
            "target_growth": None if growth is None else growth.target,
            "initial_growth": None if growth is None else growth.before,
            "final_growth": None if growth is None else growth.after,
            "final_gap": None if growth is None else growth.gap,
        },
        "objective_value": None if engine is None else engine.objective_value,
        "status_quo_objective": None if engine is None else engine.status_quo_objective,
        "cost_impact": None if engine is None else dict(engine.estimated_cost_impact),
        "changes": [
            {**change.cell._asdict(), "before": change.before, "after": change.after} for change in proposal.changes
        ],
        "fingerprints": dict(proposal.fingerprints),
    }
