"""The rules that an audit trail is judged by: it is shown to them entry by entry, and each says what broke it."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from optimization.governance.audit_trail.audit_chain import AuditAction, AuditEntry, ImplementationEvent
from optimization.governance.governance_settings import Approvals
from optimization.governance.proposals.approval_rules import is_same_person
from optimization.governance.proposals.approval_trail import ApprovalAction
from optimization.parameters.lever_risk import RiskLevel

# In the details of what somebody told the trail, rather than the program what it did.
LOGGED_BY_HAND = "logged_by_hand"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """An entry that breaks a rule, and how."""

    sequence: int
    reason: str


@dataclass(kw_only=True)
class _Proposed:
    proposer: str
    risk_level: RiskLevel
    approvers: list[str] = field(default_factory=list)


class ChangesApproved:
    """Every change of levers was approved before: by other people than its proposer, and by as many as its risk asks.

    What restores a checkpoint needs no approval. A change that was logged by hand belongs to no proposal: the last word
    on its scenario that was logged by hand before must be another person's approval. A change of the lever file that is
    not in the trail at all was approved by nobody.
    """

    name = "changes_approved"
    description = "Every change of levers was approved by other people than its proposer, as many as its risk asks for."

    def __init__(self, approvals: Approvals) -> None:
        self.findings: list[Finding] = []
        self._approvals = approvals
        self._proposed: dict[str, _Proposed] = {}
        self._last_word: dict[str | None, AuditEntry] = {}

    def see(self, entry: AuditEntry, *, is_judged: bool) -> None:
        """Take note of an entry, and judge it when it is one of those that the report is about."""
        if entry.action is AuditAction.APPROVAL_ACTION:
            self._hear(entry)
            return
        reason = self._reason_against(entry) if is_judged else None
        if reason is not None:
            self.findings.append(Finding(sequence=entry.sequence, reason=reason))

    def _hear(self, entry: AuditEntry) -> None:
        details = entry.details
        if details.get(LOGGED_BY_HAND):
            self._last_word[entry.scenario_id] = entry
        elif details["approval_action"] == ApprovalAction.PROPOSED:
            self._proposed[details["proposal_id"]] = _Proposed(
                proposer=entry.user_id, risk_level=RiskLevel(details["risk_level"])
            )
        elif details["approval_action"] == ApprovalAction.APPROVED and details["proposal_id"] in self._proposed:
            self._proposed[details["proposal_id"]].approvers.append(entry.user_id)

    def _reason_against(self, entry: AuditEntry) -> str | None:
        details = entry.details
        if details.get("event_type") == ImplementationEvent.EXTERNAL_CHANGE:
            return "The lever file was changed by something that is not in the trail, and approved by nobody."
        if entry.action is not AuditAction.PARAMETER_CHANGE or details.get("restored_checkpoint_id") is not None:
            return None
        if details.get("proposal_id") is None:
            return self._reason_against_logged(entry)
        return self._reason_against_proposed(details["proposal_id"])

    def _reason_against_proposed(self, proposal_id: str) -> str | None:
        proposed = self._proposed.get(proposal_id)
        if proposed is None:
            return f"{proposal_id} was applied, but nobody is recorded to have proposed it."
        needed = self._approvals.approvers.get(proposed.risk_level)
        if needed is None:
            return f"{proposal_id} was applied, but its risk is {proposed.risk_level}, which nobody can approve."
        others = {name.strip().casefold() for name in proposed.approvers}
        others.discard(proposed.proposer.strip().casefold())
        if len(others) >= needed:
            return None
        return (
            f"{proposal_id} was applied with the approval of {len(others)} people other than its proposer; its risk is "
            f"{proposed.risk_level}, which asks for {needed}."
        )

    def _reason_against_logged(self, entry: AuditEntry) -> str | None:
        word = self._last_word.get(entry.scenario_id)
        if word is None or word.details["approval_action"] != ApprovalAction.APPROVED:
            return f"{entry.details.get('parameter')} was changed outside of a proposal, and nobody had approved that."
        if is_same_person(word.user_id, entry.user_id):
            return f"{entry.details.get('parameter')} was changed by {entry.user_id!r}, who had approved it too."
        return None


@dataclass(frozen=True, kw_only=True)
class _Start:
    sequence: int
    run_id: str | None
    is_judged: bool


class SearchesEnded:
    """Every search that started has ended, with a result or without, or is still under way.

    `completed` counts the judged starts that ended with a result, and `durations_seconds` are theirs where recorded;
    `failed` counts those that ended without one. A search that was logged by hand has no id: the first of its user and
    scenario that has not ended is taken to be the one that ends.
    """

    name = "searches_ended"
    description = "Every search that started is recorded to have ended, with a result or without."

    def __init__(self) -> None:
        self.started = 0
        self.completed = 0
        self.failed = 0
        self.durations_seconds: list[float] = []
        self._open: defaultdict[Any, deque[_Start]] = defaultdict(deque)

    def see(self, entry: AuditEntry, *, is_judged: bool) -> None:
        """Take note of an entry; starts are counted when they are among what the report is about."""
        run_id = entry.details.get("run_id")
        key = run_id if run_id is not None else (entry.scenario_id, entry.user_id)
        if entry.action is AuditAction.OPTIMIZATION_START:
            self.started += is_judged
            self._open[key].append(_Start(sequence=entry.sequence, run_id=run_id, is_judged=is_judged))
        elif entry.action is AuditAction.OPTIMIZATION_COMPLETE and (waiting := self._open.get(key)):
            if waiting.popleft().is_judged:
                self._count_end(entry)
            if not waiting:
                del self._open[key]

    def _count_end(self, entry: AuditEntry) -> None:
        if not entry.details.get("has_result"):
            self.failed += 1
            return
        self.completed += 1
        seconds = entry.details.get("execution_time_seconds")
        if seconds is not None:
            self.durations_seconds.append(seconds)

    def under_way(self, running: Collection[str]) -> int:
        """How many judged starts have not ended and are among the runs that are `running`."""
        return sum(start.run_id in running for start in self._unended())

    def findings(self, running: Collection[str]) -> list[Finding]:
        """The judged starts that have not ended and are not `running` either."""
        return [
            Finding(
                sequence=start.sequence,
                reason=f"{start.run_id or 'This search'} started, and is not recorded to have ended.",
            )
            for start in self._unended()
            if start.run_id not in running
        ]

    def _unended(self) -> list[_Start]:
        starts = [start for waiting in self._open.values() for start in waiting if start.is_judged]
        return sorted(starts, key=lambda start: start.sequence)
