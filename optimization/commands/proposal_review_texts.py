"""What actual figures say of a proposal in force, as lines and as a table."""

from __future__ import annotations

from collections.abc import Iterator

from optimization.evidence.quantities import as_typed, fraction_as_percent, money, relative_change
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.governance.monitoring.baseline_figures import AMOUNTS
from optimization.governance.proposals.proposals import ProposalState
from optimization.implementation.proposal_review import ProposalReview

# Rates are told apart in the fourth digit.
_FIGURE_DIGITS = 4


def review_verdict(review: ProposalReview) -> str:
    """What comes of it, in a sentence or two."""
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


def findings_table(review: ProposalReview) -> ReportTable:
    """A row per trigger and metric that could be evaluated."""
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
                figure_text(each["metric"], each["baseline"]),
                figure_text(each["metric"], each["current"]),
                relative_change(each["baseline"], each["current"]),
                f"{each['direction']} of {fraction_as_percent(each['threshold'])}",
                each["severity"],
                "yes" if each in review.triggers_activated else "no",
            )
            for each in review.evaluated
        ),
    )


def review_notes(review: ProposalReview) -> Iterator[str]:
    """What could not be evaluated, what was set aside, what to keep in mind, and when to look again."""
    for each in review.not_evaluated:
        yield f"Not evaluated for {each['trigger']}, {each['reason']}."
    for each in review.set_aside:
        yield f"Set aside: {each['metric']} of {each['period']}, {each['reason']}."
    for caution in review.cautions:
        if caution not in review.doubts:
            yield f"Caution: {caution}"
    yield f"Next review: {review.next_review_date}; watched until {review.monitoring_period['end']}."


def figure_text(metric: str, value: float) -> str:
    """An actual figure: an amount as money, a rate or a score as it is."""
    return money(value) if metric in AMOUNTS else as_typed(round(value, _FIGURE_DIGITS))
