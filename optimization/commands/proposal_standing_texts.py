"""Where a proposal stands, as lines, tables and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimization.evidence.quantities import counted
from optimization.evidence.reports.report_table import ReportTable, text_columns
from optimization.governance.lever_file.lever_writes import LeverWrite, LeverWriteKind
from optimization.governance.proposals.approval_trail import ApprovalAction
from optimization.governance.proposals.proposal_standing import ProposalStanding
from optimization.governance.proposals.proposals import ProposalState

if TYPE_CHECKING:
    from optimization.governance.lever_file.checkpoint_store import Checkpoint
    from optimization.governance.proposals.approvals import Approval

_SAID = {
    ApprovalAction.APPROVED: "approved",
    ApprovalAction.REJECTED: "rejected",
    ApprovalAction.REQUESTED_CHANGES: "changes requested",
    ApprovalAction.COMPLETED: "completed",
}


def approvals_line(standing: ProposalStanding) -> str:
    """Who decided what, and how many approvals are still wanted."""
    return " ".join([*(f"{_decision(each)}." for each in standing.approvals), _wanted(standing)]).strip()


def history_lines(standing: ProposalStanding) -> list[str]:
    """Who brought it into force, took it back or said that it stays, when, and why."""
    completion = standing.completion
    return [*map(_written, standing.writes), *([] if completion is None else [f"{_decision(completion)}."])]


def next_step(standing: ProposalStanding) -> str:
    """What can be done with it now; blank where its life is over."""
    name, rollout = standing.proposal.proposal_id, standing.rollout
    if standing.proposal.state is ProposalState.PROPOSED and standing.approvers_needed is not None:
        return f"Next: `planwise proposal approve {name}` by somebody else, or `reject`, or `request-changes`."
    if standing.proposal.state is ProposalState.APPROVED:
        phased = "" if rollout is None else " --next"
        return f"Next: `planwise proposal rollout {name}{phased}`, or all at once `planwise proposal apply {name}`."
    if standing.proposal.state is not ProposalState.APPLIED:
        return ""
    if rollout is not None and standing.phases_in_force < len(rollout.phases):
        return f"Next: `planwise proposal rollout {name} --next`, or `planwise proposal rollback {name}`."
    return f"Next: `planwise proposal monitor {name}`, then `complete` or `rollback`."


def checkpoints_table(standing: ProposalStanding) -> ReportTable:
    """The states of the lever file that it can be taken back to."""
    return ReportTable(
        columns=text_columns("Checkpoint", "Kept before", "At (UTC)", "By", "SHA-256 of the lever file"),
        rows=tuple(
            (
                each.checkpoint_id,
                _kept_before(each),
                f"{each.created_at:%Y-%m-%d %H:%M}",
                each.created_by,
                each.sha256,
            )
            for each in standing.checkpoints
        ),
    )


def standing_as_json(standing: ProposalStanding) -> dict[str, Any]:
    """Decisions, phases, writes and checkpoints; instants are ISO texts in UTC."""
    rollout = standing.rollout
    return {
        "proposal_id": standing.proposal.proposal_id,
        "state": str(standing.proposal.state),
        "approvers_needed": standing.approvers_needed,
        "approvals": [_approval_as_json(each) for each in standing.approvals],
        "phases": None if rollout is None else len(rollout.phases),
        "phases_in_force": standing.phases_in_force,
        "writes": [
            {
                "write_id": each.write_id,
                "kind": str(each.kind),
                "phase": each.phase,
                "user": each.user,
                "ended_at": None if each.ended_at is None else each.ended_at.isoformat(),
                "reason": each.reason,
            }
            for each in standing.writes
        ],
        "completion": None if standing.completion is None else _approval_as_json(standing.completion),
        "checkpoints": [
            {
                "checkpoint_id": each.checkpoint_id,
                "created_at": each.created_at.isoformat(),
                "created_by": each.created_by,
                "sha256": each.sha256,
                "kept_before": str(each.metadata["before"]),
                "phase": each.phase,
            }
            for each in standing.checkpoints
        ],
    }


def _approval_as_json(approval: Approval) -> dict[str, str]:
    return {
        "action": str(approval.action),
        "user": approval.user,
        "acted_at": approval.acted_at.isoformat(),
        "comments": approval.comments,
    }


def _written(write: LeverWrite) -> str:
    by = f"by {write.user} on {write.ended_at:%Y-%m-%d %H:%M}"
    match write.kind:
        case LeverWriteKind.ROLLBACK:
            return f"Taken back to {write.restored_checkpoint_id} {by}: {write.reason.rstrip('.')}."
        case LeverWriteKind.PHASE:
            return f"Phase {write.phase} applied {by}."
        case _:
            return f"Applied whole {by}."


def _kept_before(checkpoint: Checkpoint) -> str:
    kind = str(checkpoint.metadata["before"])
    return f"phase {checkpoint.phase}" if kind == LeverWriteKind.PHASE else kind


def _decision(approval: Approval) -> str:
    comment = f": {approval.comments}" if approval.comments else ""
    text = f"{_SAID[approval.action]} by {approval.user} on {approval.acted_at:%Y-%m-%d %H:%M}{comment}"
    return f"{text[0].upper()}{text[1:]}".rstrip(".")


def _wanted(standing: ProposalStanding) -> str:
    if standing.proposal.state is not ProposalState.PROPOSED:
        return ""
    risk, needed = standing.proposal.risk_level, standing.approvers_needed
    if risk is None:
        return "Its risk was never assessed, so nobody can approve it: ask the search again."
    if needed is None:
        return f"Its risk is {risk}, which nobody can approve: ask the search again within narrower limits."
    given = len(standing.approvers)
    return f"{given} of {counted(needed, 'approval')} by others than the proposer; the risk is {risk}."
