"""`planwise proposal list`: the newest proposals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from optimization.commands.home import home_places
from optimization.commands.output import JsonOption, print_json, print_line, print_table
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns

if TYPE_CHECKING:
    from optimization.governance.proposals.proposals import Proposal
    from optimization.recommendation.recorded_results import RecordedResult

# A screenful.
_SHOWN = 20
# Each is shown with its run, which is read for it alone.
_MOST_SHOWN = 1000


def list_them(
    limit: Annotated[int, typer.Option(min=1, max=_MOST_SHOWN, help="How many, newest first.")] = _SHOWN,
    as_json: JsonOption = False,
) -> None:
    """List the newest proposals."""
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
            "find levers to move."
        )
    else:
        print_table(_table(proposed))


def _table(proposed: Sequence[tuple[Proposal, RecordedResult]]) -> ReportTable:
    from optimization.commands.proposal_texts import moment, risk_text
    from optimization.evidence.goal_columns import GOAL_COLUMNS, goal_cells
    from optimization.evidence.quantities import count

    return ReportTable(
        columns=(
            *text_columns("Proposal", "State", "Risk", "Search"),
            *GOAL_COLUMNS,
            *text_columns("Scenario", "Proposed by", "At (UTC)"),
            *number_columns("Rows changed"),
            *text_columns("Run"),
        ),
        rows=tuple(
            (
                each.proposal_id,
                each.state.in_words,
                risk_text(each),
                run.recorded.status,
                *goal_cells(run.search),
                each.scenario_id,
                each.proposer,
                moment(each),
                count(len(each.changes)),
                each.run_id,
            )
            for each, run in proposed
        ),
    )
