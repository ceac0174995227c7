"""The tables of the ledger: searches, and the proposals that came of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from optimization.evidence.goal_columns import GOAL_COLUMNS, goal_cells
from optimization.evidence.quantities import count
from optimization.evidence.report_table import ReportTable, number_columns, text_columns
from optimization.governance.proposals import Proposal
from optimization.search.loop.target_loop_result import TargetLoopResult
from streamlit_dashboard.recorded_searches import Search


def searches_table(searches: Sequence[Search]) -> ReportTable:
    """One row per search, newest first."""
    return ReportTable(
        columns=(
            *text_columns("Search", "Status", "Scenario"),
            *GOAL_COLUMNS,
            *text_columns("Started by", "At (UTC)"),
        ),
        rows=tuple(
            (
                search.run_id,
                search.recorded.status,
                search.recorded.run.scenario_id,
                *goal_cells(search.result),
                search.recorded.run.user,
                f"{search.recorded.run.started_at:%Y-%m-%d %H:%M}",
            )
            for search in searches
        ),
        note="Growth is of mean pay per year, mean of the simulated years, by the search's own method.",
    )


def proposals_table(proposals: Sequence[Proposal], *, results: Mapping[str, TargetLoopResult]) -> ReportTable:
    """One row per proposal, newest first; `results` are by the id of the search."""
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
                *goal_cells(results.get(proposal.run_id)),
                count(len(proposal.changes)),
                proposal.proposer,
                proposal.run_id,
            )
            for proposal in proposals
        ),
    )
