"""The table of searches, explorations and proposed drafts among them."""

from __future__ import annotations

from collections.abc import Sequence

from optimization.evidence.goal_columns import GOAL_COLUMNS, goal_cells
from optimization.evidence.reports.report_table import ReportTable, text_columns
from optimization.governance.proposals.proposals import Proposal
from optimization.governance.runs.run_kinds import RunKind
from optimization.recommendation.recorded_results import RecordedResult


def searches_table(searches: Sequence[RecordedResult]) -> ReportTable:
    """One row per search, newest first."""
    return ReportTable(
        columns=(
            *text_columns("Search", "Kind", "Status", "Scenario"),
            *GOAL_COLUMNS,
            *text_columns("Started by", "At (UTC)"),
        ),
        rows=tuple(
            (
                search.run_id,
                kind_in_words(search.recorded.run.kind),
                status_in_words(search.recorded.status),
                search.recorded.run.scenario_id,
                *goal_cells(search.proposable),
                search.recorded.run.user,
                f"{search.recorded.run.started_at:%Y-%m-%d %H:%M}",
            )
            for search in searches
        ),
        note="Growth is of mean pay per year, mean of the simulated years, by the search's own method.",
    )


def kind_in_words(kind: str) -> str:
    """What kind of run it is; one of a later version of the program too."""
    return "Pareto front" if kind == RunKind.PARETO else kind.replace("_", " ")


def status_in_words(status: str) -> str:
    """How a run stands or ended; loop and engine write their codes differently."""
    return status.replace("_", " ").lower()


def changes_title(proposal: Proposal | None) -> str:
    """What stands above the levers of a search, with its proposal where it made one."""
    origin = "" if proposal is None else f", {proposal.proposal_id} ({proposal.state.in_words})"
    return f"Levers before and after{origin}"
