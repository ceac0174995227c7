"""`planwise proposal monitor`: actual figures held against those from before a proposal was in force."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimization.commands.exit_codes import EXIT_GOAL_NOT_MET
from optimization.commands.home import home_places
from optimization.commands.identity import UserOption, acting_user
from optimization.commands.output import JsonOption, print_json, print_line, print_table
from optimization.commands.proposal_flags import ProposalArgument

if TYPE_CHECKING:
    from optimization.evidence.reports.report_table import ReportTable
    from optimization.implementation.proposal_review import ProposalReview

# Rates are told apart in the fourth digit.
_FIGURE_DIGITS = 4


def monitor(
    proposal_id: ProposalArgument,
    actuals: Annotated[
        Path | None,
        typer.Option("--actuals", help="A CSV of actual figures; else actual_metrics.csv in PLANWISE_HOME."),
    ] = None,
    user: UserOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hold actual figures against the checkpoint of a proposal; exit code 3 where they call for taking it back."""
    from optimization.implementation.monitoring import review_proposal

    review = review_proposal(home_places(), proposal_id, user=acting_user(user), actuals_file=actuals)
    if as_json:
        print_json(review.as_json())
    else:
        _print(review)
    if review.rollback_recommended:
        raise typer.Exit(EXIT_GOAL_NOT_MET)


def _print(review: ProposalReview) -> None:
    print_line(_verdict(review))
    if review.evaluated:
        print_table(_findings(review))
    for each in review.not_evaluated:
        print_line(f"Not evaluated for {each['trigger']}, {each['reason']}.")
    for each in review.set_aside:
        print_line(f"Set aside: {each['metric']} of {each['period']}, {each['reason']}.")
    for caution in review.cautions:
        if caution not in review.doubts:
            print_line(f"Caution: {caution}")
    print_line(f"Next review: {review.next_review_date}; watched until {review.monitoring_period['end']}.")


def _verdict(review: ProposalReview) -> str:
    from optimization.governance.proposals.proposals import ProposalState

    name = review.proposal_id
    if review.rollback_recommended:
        doubts = f" Look at the figures first. {' '.join(review.doubts)}" if review.doubts else ""
        if review.proposal_state is ProposalState.COMPLETED:
            return (
                f"{name}: something moved further than it should, and what is completed cannot be rolled back: ask the "
                f"search for a new proposal.{doubts}"
            )
        return (
            f"{name}: rolling back to {review.checkpoint_id} is recommended. Do it with `planwise proposal rollback "
            f"{name}`.{doubts}"
        )
    if review.triggers_activated:
        return f"{name}: something moved further than it should, but not so far that rolling back is recommended."
    return f"{name}: nothing that was looked at moved further than it should."


def _findings(review: ProposalReview) -> ReportTable:
    from optimization.evidence.quantities import fraction_as_percent, relative_change
    from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns

    return ReportTable(
        columns=(
            *text_columns("Trigger", "Metric"),
            *number_columns("Before", "Now", "Change", "Allowed"),
            *text_columns("Severity", "Activated"),
        ),
        rows=tuple(
            (
                each["trigger"],
                each["metric"],
                _figure(each["metric"], each["baseline"]),
                _figure(each["metric"], each["current"]),
                relative_change(each["baseline"], each["current"]),
                f"{each['direction']} of {fraction_as_percent(each['threshold'])}",
                each["severity"],
                "yes" if each in review.triggers_activated else "no",
            )
            for each in review.evaluated
        ),
    )


def _figure(metric: str, value: float) -> str:
    from optimization.evidence.quantities import as_typed, money
    from optimization.governance.monitoring.baseline_figures import AMOUNTS

    return money(value) if metric in AMOUNTS else as_typed(round(value, _FIGURE_DIGITS))
