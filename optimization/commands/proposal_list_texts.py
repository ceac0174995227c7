"""Proposals as a table, each with the run that found its changes."""

from __future__ import annotations

from collections.abc import Sequence

from optimization.commands.proposal_texts import moment, risk_text
from optimization.evidence.goal_columns import GOAL_COLUMNS, goal_cells
from optimization.evidence.quantities import count
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.governance.proposals.proposals import Proposal
from optimization.recommendation.recorded_results import RecordedResult


def proposals_table(proposed: Sequence[tuple[Proposal, RecordedResult]]) -> ReportTable:
    """A row per proposal, in the order given."""
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
                *goal_cells(run.proposable),
                each.scenario_id,
                each.proposer,
                moment(each),
                count(len(each.changes)),
                each.run_id,
            )
            for each, run in proposed
        ),
    )
