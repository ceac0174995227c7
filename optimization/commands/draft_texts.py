"""A draft as lines, cells and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from optimization.evidence.quantities import count
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.governance.drafts.drafts import Draft, DraftState
from optimization.governance.proposals.proposals import changes_as_json


def drafts_table(drafts: Sequence[Draft]) -> ReportTable:
    """A row per draft, in the order given."""
    return ReportTable(
        columns=(
            *text_columns("Draft", "Title", "State", "Scenario", "Changed by", "At (UTC)"),
            *number_columns("Revision", "Rows changed"),
            *text_columns("Proposal"),
        ),
        rows=tuple(
            (
                each.draft_id,
                each.title,
                str(each.state),
                each.scenario_id,
                each.updated_by,
                f"{each.updated_at:%Y-%m-%d %H:%M}",
                count(each.revision),
                count(len(each.changes)),
                each.proposal_id or "",
            )
            for each in drafts
        ),
    )


def draft_line(draft: Draft) -> str:
    """What the draft is, and who was at it."""
    return (
        f"{draft.draft_id}, {draft.state}: {draft.title}; scenario {draft.scenario_id}, revision {draft.revision}, "
        f"changed by {draft.updated_by} on {draft.updated_at:%Y-%m-%d %H:%M}, started by {draft.created_by} on "
        f"{draft.created_at:%Y-%m-%d %H:%M} (UTC)"
    )


def next_step(draft: Draft) -> str:
    """What can be done with it now."""
    match draft.state:
        case DraftState.OPEN:
            return f"`planwise draft propose {draft.draft_id} --rationale WHY` simulates it and puts it forward."
        case DraftState.PROPOSED:
            return f"Its proposal: `planwise proposal show {draft.proposal_id}`"
        case DraftState.DISCARDED:
            return "It was given up, and cannot be changed any more."


def draft_as_json(draft: Draft) -> dict[str, Any]:
    """Every field of the draft as JSON types; values in the levers' units."""
    return {
        "draft_id": draft.draft_id,
        "scenario_id": draft.scenario_id,
        "title": draft.title,
        "state": str(draft.state),
        "revision": draft.revision,
        "created_by": draft.created_by,
        "created_at": draft.created_at.isoformat(),
        "updated_by": draft.updated_by,
        "updated_at": draft.updated_at.isoformat(),
        "changes": changes_as_json(draft.changes),
        "proposal_id": draft.proposal_id,
    }
