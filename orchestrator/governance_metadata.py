"""What governance did, as metadata: figures that Dagster plots, and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import dagster as dg

from optimization.evidence.quantities import fraction_as_given_percent, fraction_as_percent
from optimization.evidence.reports.markdown_text import markdown_table
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.governance.documents.plain_values import value_text
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_names import cell_name

if TYPE_CHECKING:
    from pathlib import Path

    from optimization.governance.decision_records.decision_store import DecisionRecord
    from optimization.governance.lever_file.lever_writes import LeverWrite
    from optimization.implementation.proposal_review import ProposalReview

_NOTHING = ""


def write_metadata(write: LeverWrite) -> dict[str, Any]:
    """A write of the lever file: whose, how much of it is in force now, the rows that moved, and the way back."""
    return {
        "proposal_id": write.proposal_id,
        "phases_in_force": write.phase,
        "rows_moved": len(write.moved),
        "moved": dg.MetadataValue.md(markdown_table(_moved_table(write))),
        "checkpoint_id": write.checkpoint_id,
        "lever_file": dg.MetadataValue.path(write.lever_file),
        "before_sha256": write.before_sha256,
        "after_sha256": write.after_sha256,
        "user": write.user,
        "reason": write.reason,
    }


def decision_metadata(record: DecisionRecord, *, markdown: str, page: Path) -> dict[str, Any]:
    """A decision record to read at once, and the page to hand on."""
    return {
        "decision_id": record.decision_id,
        "proposal_id": record.proposal_id,
        "approval_status": record.approval_status,
        "approvals": len(record.approvals),
        "alternatives": len(record.alternatives_considered),
        "record": dg.MetadataValue.md(markdown),
        "page_path": dg.MetadataValue.path(str(page)),
    }


def review_metadata(reviews: Sequence[ProposalReview]) -> dict[str, Any]:
    """How many triggers went off, and each of them by proposal; those without data are counted and shown too."""
    return {
        "proposals": len(reviews),
        "triggers_activated": sum(len(review.triggers_activated) for review in reviews),
        "triggers_without_data": sum(len(_without_data(review)) for review in reviews),
        "rollbacks_recommended": sum(review.rollback_recommended for review in reviews),
        "triggers": dg.MetadataValue.md(markdown_table(_trigger_table(reviews))),
        "set_aside": dg.MetadataValue.md(markdown_table(_set_aside_table(reviews))),
    }


def _moved_table(write: LeverWrite) -> ReportTable:
    catalogue = load_lever_catalogue()
    return ReportTable(
        columns=(*text_columns("Scenario", "Lever"), *number_columns("Before", "After")),
        rows=tuple(
            (row.key.scenario_id, cell_name(row.key.cell, catalogue), value_text(row.before), value_text(row.after))
            for row in write.moved
        ),
        note="n/a: the scenario has no row of its own, and takes the value of the one it is based on.",
    )


def _trigger_table(reviews: Sequence[ProposalReview]) -> ReportTable:
    return ReportTable(
        columns=(
            *text_columns("Proposal", "Trigger", "Severity", "Verdict", "Metric", "Period"),
            *number_columns("Baseline", "Actual", "Change", "Limit"),
        ),
        rows=tuple(row for review in reviews for row in _trigger_rows(review)),
        note=" ".join(caution for review in reviews for caution in review.cautions),
    )


def _trigger_rows(review: ProposalReview) -> list[tuple[str, ...]]:
    periods = {figure["metric"]: figure["period"] for figure in review.figures}
    rows = [
        (
            review.proposal_id,
            finding["trigger"],
            finding["severity"],
            "triggered" if finding in review.triggers_activated else "fine",
            finding["metric"],
            periods[finding["metric"]],
            value_text(finding["baseline"]),
            value_text(finding["current"]),
            fraction_as_percent(finding["actual"]),
            _limit(finding),
        )
        for finding in review.evaluated
    ]
    return rows + [
        (review.proposal_id, lacking["trigger"], lacking["severity"], lacking["reason"], *[_NOTHING] * 6)
        for lacking in review.not_evaluated
    ]


def _without_data(review: ProposalReview) -> set[str]:
    """The triggers of which no metric could be compared."""
    evaluated = {finding["trigger"] for finding in review.evaluated}
    return {lacking["trigger"] for lacking in review.not_evaluated} - evaluated


def _limit(finding: Mapping[str, Any]) -> str:
    sign = "+" if finding["direction"] == "rise" else "\N{MINUS SIGN}"
    return f"{sign}{fraction_as_given_percent(finding['threshold'])}"


def _set_aside_table(reviews: Sequence[ProposalReview]) -> ReportTable:
    return ReportTable(
        columns=(*text_columns("Proposal", "Metric", "Period"), *number_columns("Value"), *text_columns("Why")),
        rows=tuple(
            (review.proposal_id, each["metric"], each["period"], value_text(each["value"]), each["reason"])
            for review in reviews
            for each in review.set_aside
        ),
    )
