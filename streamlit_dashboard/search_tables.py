"""The tables of the ledger: searches, explorations among them, and the proposals that came of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from optimization.evidence.goal_columns import GOAL_COLUMNS, goal_cells
from optimization.evidence.quantities import count
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.governance.proposals.proposals import Proposal
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
                search.recorded.run.kind,
                search.recorded.status,
                search.recorded.run.scenario_id,
                *goal_cells(search.search),
                search.recorded.run.user,
                f"{search.recorded.run.started_at:%Y-%m-%d %H:%M}",
            )
            for search in searches
        ),
        note="Growth is of mean pay per year, mean of the simulated years, by the search's own method.",
    )


def proposals_table(proposals: Sequence[Proposal], *, searches: Mapping[str, RecordedResult]) -> ReportTable:
    """One row per proposal, newest first; `searches` are by their ids, those that are not shown left out."""
    return ReportTable(
        columns=(
            *text_columns("Proposal", "State"),
            *GOAL_COLUMNS,
            *number_columns("Rows changed"),
            *text_columns("Proposed by", "From search"),
        ),
        rows=tuple(
            (
                proposal.proposal_id,
                str(proposal.state),
                *goal_cells(searches[proposal.run_id].search if proposal.run_id in searches else None),
                count(len(proposal.changes)),
                proposal.proposer,
                proposal.run_id,
            )
            for proposal in proposals
        ),
    )


def changes_title(proposal: Proposal | None) -> str:
    """What stands above the levers of a search, with its proposal where it made one."""
    origin = "" if proposal is None else f", {proposal.proposal_id} ({proposal.state})"
    return f"Levers before and after{origin}"
