"""The tables of the ledger: searches, and the proposals that came of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from optimization.evidence.quantities import NOT_AVAILABLE, as_typed, count, growth_digits, percent
from optimization.evidence.report_table import ReportTable, number_columns, text_columns
from optimization.governance.proposals import Proposal
from optimization.search.target_loop_result import TargetLoopResult
from streamlit_dashboard.recorded_searches import Search

_GROWTH = ("Target", "Growth before", "Growth after")
_NO_GROWTH = (NOT_AVAILABLE,) * len(_GROWTH)


def searches_table(searches: Sequence[Search]) -> ReportTable:
    """One row per search, newest first."""
    return ReportTable(
        columns=(
            *text_columns("Search", "Status", "Scenario"),
            *number_columns(*_GROWTH),
            *text_columns("Started by", "At (UTC)"),
        ),
        rows=tuple(
            (
                search.run_id,
                search.recorded.status,
                search.recorded.run.scenario_id,
                *_growth(search.result),
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
            *number_columns(*_GROWTH, "Rows changed"),
            *text_columns("Proposed by", "From search"),
        ),
        rows=tuple(
            (
                proposal.proposal_id,
                str(proposal.state),
                *_growth(results.get(proposal.run_id)),
                count(len(proposal.changes)),
                proposal.proposer,
                proposal.run_id,
            )
            for proposal in proposals
        ),
    )


def _growth(result: TargetLoopResult | None) -> tuple[str, ...]:
    if result is None:
        return _NO_GROWTH
    digits = growth_digits(result.config.tolerance)
    return (
        f"{as_typed(result.config.target_growth)}%",
        percent(result.initial_growth, digits=digits),
        percent(result.final_growth, digits=digits),
    )
