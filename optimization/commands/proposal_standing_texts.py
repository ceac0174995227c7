"""Where a proposal stands, as lines, tables and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimization.evidence.quantities import counted
from optimization.evidence.reports.report_table import ReportTable, text_columns
from optimization.governance.lever_file.lever_writes import LeverWriteKind
from optimization.governance.proposals.approval_trail import ApprovalAction
from optimization.governance.proposals.proposal_standing import ProposalStanding
from optimization.governance.proposals.proposals import ProposalState

if TYPE_CHECKING:
    from optimization.governance.checkpoints import Checkpoint
    from optimization.governance.proposals.approvals import Approval

_SAID = {
    ApprovalAction.APPROVED: "approved",
    ApprovalAction.REJECTED: "rejected",
    ApprovalAction.REQUESTED_CHANGES: "changes requested",
}


def approvals_line(standing: ProposalStanding) -> str:
    """Who decided what, and how many approvals are still wanted."""
    return " ".join([*(f"{_decision(each)}." for each in standing.approvals), _wanted(standing)]).strip()


def next_step(standing: ProposalStanding) -> str:
    """What can be done with it now; blank where its life is over."""
    name, rollout = standing.proposal.proposal_id, standing.rollout
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
    """Decisions, phases and checkpoints; instants are ISO texts in UTC."""
    rollout = standing.rollout
    return {
        "proposal_id": standing.proposal.proposal_id,
        "state": str(standing.proposal.state),
        "approvers_needed": standing.approvers_needed,
        "approvals": [
            {
                "action": str(each.action),
                "user": each.user,
                "acted_at": each.acted_at.isoformat(),
                "comments": each.comments,
            }
            for each in standing.approvals
        ],
        "phases": None if rollout is None else len(rollout.phases),
        "phases_in_force": standing.phases_in_force,
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
