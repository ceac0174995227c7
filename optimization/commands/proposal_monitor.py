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
    from optimization.implementation.proposal_review import ProposalReview


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
    from optimization.commands.proposal_review_texts import findings_table, review_notes, review_verdict

    print_line(review_verdict(review))
    if review.evaluated:
        print_table(findings_table(review))
    for note in review_notes(review):
        print_line(note)
