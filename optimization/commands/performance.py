"""`planwise performance`: how searches have gone lately."""

from __future__ import annotations

from typing import Annotated

import typer

from optimization.commands.group import command_group
from optimization.commands.home import home_places
from optimization.commands.output import JsonOption, print_json, print_line
from optimization.governance.performance import DEFAULT_LOOKBACK_DAYS

app = command_group("Look at how searches have gone.")


@app.command()
def report(
    days: Annotated[int, typer.Option(min=1, help="How many days to look back.")] = DEFAULT_LOOKBACK_DAYS,
    as_json: JsonOption = False,
) -> None:
    """Say how often searches converged, how long they took, how good they were, where that goes, and what to do."""
    from dataclasses import asdict

    from optimization.governance.documents.document_markdown import document_as_markdown
    from optimization.governance.ledger.ledger import open_ledger
    from optimization.governance.performance import OptimizationPerformanceTracker, search_trends
    from optimization.governance.search_history.performance_report import performance_document

    with open_ledger(home_places()) as ledger:
        runs = OptimizationPerformanceTracker(ledger).runs(days)
    trends = search_trends(runs, lookback_days=days)
    if as_json:
        print_json({**trends, "runs": [{**asdict(run), "recorded_at": run.recorded_at.isoformat()} for run in runs]})
    else:
        print_line(document_as_markdown(performance_document(runs, trends)).rstrip())
