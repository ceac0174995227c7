"""The rule that levers move only as others than the proposer approved, held against the trail entry by entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from optimization.governance.audit_trail.audit_chain import AuditAction, AuditEntry, ImplementationEvent
from optimization.governance.audit_trail.audit_rules import LOGGED_BY_HAND, Finding
from optimization.governance.governance_settings import Approvals
from optimization.governance.identity import person_key
from optimization.governance.lever_file.lever_writes import LeverWriteKind
from optimization.governance.proposals.approval_rules import is_same_person
from optimization.governance.proposals.approval_trail import ApprovalAction
from optimization.governance.proposals.proposal_content import CONTENT_SHA256
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_risk import RiskLevel

# More of them hide the findings beside theirs.
_SHOWN_ROWS = 10


@dataclass(kw_only=True)
class _Proposed:
    """What was put forward; `values` are what each cell had then and was to have, `applied` what it was given."""

    proposer: str
    risk_level: RiskLevel
    content_sha256: str | None
    values: dict[LeverCell, tuple[float, float]]
    approvers: list[str] = field(default_factory=list)
    applied: dict[LeverCell, float] = field(default_factory=dict)


class ChangesApproved:
    """Every change of levers was approved before: by other people than its proposer, and by as many as its risk asks.

    What was approved is what was proposed, and what was applied is that: a phase may stop on the way, but a proposal
    that is applied whole, or said to be completed, has given every cell its proposed value. What restores a checkpoint
    needs no approval. A change that was logged by hand belongs to no proposal: the last word on its scenario that was
    logged by hand before must be another person's approval. A change of the lever file that is not in the trail at all
    was approved by nobody.
    """

    name = "changes_approved"
    description = "Every change of levers was approved by other people than its proposer, as many as its risk asks for."

    def __init__(self, approvals: Approvals) -> None:
        self.findings: list[Finding] = []
        self._approvals = approvals
        self._proposed: dict[str | None, _Proposed] = {}
        self._last_word: dict[str | None, AuditEntry] = {}

    def see(self, entry: AuditEntry, *, is_judged: bool) -> None:
        """Take note of an entry, and judge it when it is one of those that the report is about."""
        self._hear(entry)
        reason = self._reason_against(entry) if is_judged else None
        if reason is not None:
            self.findings.append(Finding(sequence=entry.sequence, reason=reason))

    def _hear(self, entry: AuditEntry) -> None:
        details, said = entry.details, entry.details.get("approval_action")
        proposed = self._proposed.get(details.get("proposal_id"))
        if entry.action is AuditAction.PARAMETER_CHANGE:
            if proposed is not None and details["restored_checkpoint_id"] is None:
                proposed.applied[_cell(details)] = details["new_value"]
        elif details.get(LOGGED_BY_HAND):
            if entry.action is AuditAction.APPROVAL_ACTION:
                self._last_word[entry.scenario_id] = entry
        elif said == ApprovalAction.PROPOSED:
            self._proposed[details["proposal_id"]] = _Proposed(
                proposer=entry.user_id,
                risk_level=RiskLevel(details["risk_level"]),
                content_sha256=details.get(CONTENT_SHA256),
                values={_cell(each): (each["before"], each["after"]) for each in details.get("changes", ())},
            )
        elif said == ApprovalAction.APPROVED and proposed is not None:
            # Whoever approved something else than was proposed has not approved that.
            is_of_it = details.get(CONTENT_SHA256) == proposed.content_sha256
            proposed.approvers.extend([entry.user_id] * is_of_it)

    def _reason_against(self, entry: AuditEntry) -> str | None:
        details = entry.details
        if details.get("event_type") == ImplementationEvent.EXTERNAL_CHANGE:
            return unexplained(details["lever_file"], details["row_differences"], found_by=entry.user_id)
        if _is_whole(details):
            return self._reason_against_the_whole(details["proposal_id"])
        if entry.action is not AuditAction.PARAMETER_CHANGE or details.get("restored_checkpoint_id") is not None:
            return None
        if details.get("proposal_id") is None:
            return self._reason_against_logged(entry)
        return self._reason_against_proposed(details["proposal_id"]) or self._reason_against_value(details)

    def _reason_against_proposed(self, proposal_id: str) -> str | None:
        proposed = self._proposed.get(proposal_id)
        if proposed is None:
            return f"{proposal_id} was applied, but nobody is recorded to have proposed it."
        needed = self._approvals.approvers.get(proposed.risk_level)
        if needed is None:
            return f"{proposal_id} was applied, but its risk is {proposed.risk_level}, which nobody can approve."
        others = {person_key(name) for name in proposed.approvers} - {person_key(proposed.proposer)}
        if len(others) >= needed:
            return None
        return (
            f"{proposal_id} was applied with the approval of {len(others)} people other than its proposer; its risk is "
            f"{proposed.risk_level}, which asks for {needed}."
        )

    def _reason_against_value(self, details: Mapping[str, Any]) -> str | None:
        name, given = f"{details['proposal_id']} gave {details['parameter']}", details["new_value"]
        values = self._proposed[details["proposal_id"]].values.get(_cell(details))
        if values is None:
            # A row that only says what its cell had before without one is no change.
            is_change = details["old_value"] != given
            return f"{name} the value {given}, but it was not proposed to change." if is_change else None
        if min(values) <= given <= max(values):
            return None
        return f"{name} the value {given}, but was to bring it from {values[0]} to {values[1]}."

    def _reason_against_the_whole(self, proposal_id: str) -> str | None:
        proposed = self._proposed.get(proposal_id)
        if proposed is None:
            # Each of its changes is told of.
            return None
        others = [cell for cell, (_before, after) in proposed.values.items() if proposed.applied.get(cell) != after]
        if not others:
            return None
        return (
            f"{proposal_id} was applied whole, but {len(others)} of the {len(proposed.values)} values that it proposed "
            "did not come into force."
        )

    def _reason_against_logged(self, entry: AuditEntry) -> str | None:
        word = self._last_word.get(entry.scenario_id)
        if word is None or word.details["approval_action"] != ApprovalAction.APPROVED:
            return f"{entry.details.get('parameter')} was changed outside of a proposal, and nobody had approved that."
        if is_same_person(word.user_id, entry.user_id):
            return f"{entry.details.get('parameter')} was changed by {entry.user_id!r}, who had approved it too."
        return None


def unexplained(lever_file: str, rows: Sequence[str] | None, *, found_by: str | None = None) -> str:
    """The reason against a lever file that something else than the program has changed.

    Args:
        lever_file: the file.
        rows: what changed in it, a phrase each; None where that is not known.
        found_by: who came upon it; None for the one who reads this.
    """
    changed = "which rows is not known" if rows is None else shown_on_a_line(rows)
    found = "" if found_by is None else f", found by {found_by!r}"
    return f"{lever_file} was changed by something that is not in the trail, and approved by nobody{found}: {changed}."


def shown_on_a_line(rows: Sequence[str]) -> str:
    """How many rows differ, and the first of them."""
    left_out = len(rows) - _SHOWN_ROWS
    shown = [*rows[:_SHOWN_ROWS], *([f"and {left_out} more"] if left_out > 0 else [])]
    return "; ".join(shown) or "no row, only how it is written"


def _is_whole(details: Mapping[str, Any]) -> bool:
    """Whether an entry tells that all of a proposal is in force."""
    if details.get(LOGGED_BY_HAND):
        return False
    if details.get("event_type") == ImplementationEvent.COMPLETION:
        return bool(details["kind"] == LeverWriteKind.APPLY)
    return details.get("approval_action") == ApprovalAction.COMPLETED


def _cell(fields: Mapping[str, Any]) -> LeverCell:
    return LeverCell(fields["fiscal_year"], fields["job_level"], fields["parameter_name"])
