"""The audit trail for guides and notebooks: telling it what happened, and asking for its report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from optimization.errors import unknown_name
from optimization.governance.audit_trail.audit_chain import AuditAction, AuditEntry, ImplementationEvent, append_entry
from optimization.governance.audit_trail.audit_report import generate_audit_report
from optimization.governance.audit_trail.audit_rules import LOGGED_BY_HAND
from optimization.governance.identity import acting_user
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.ledger.ledger_in_force import ledger_in_force
from optimization.governance.one_line import one_line
from optimization.governance.proposals.approval_trail import ApprovalAction
from optimization.governance.runs.run_trail import result_details
from optimization.governance.search_history.search_fields import json_types, search_fields
from optimization.places import places

_APPROVAL_ACTIONS = (ApprovalAction.APPROVED, ApprovalAction.REJECTED, ApprovalAction.REQUESTED_CHANGES)
_EVENT_TYPES = (
    ImplementationEvent.ROLLOUT_START,
    ImplementationEvent.CHECKPOINT,
    ImplementationEvent.ROLLBACK,
    ImplementationEvent.COMPLETION,
)


class OptimizationAuditLogger:
    """Tells the audit trail of what happened outside of the program.

    Searches, approvals and writes of the lever file log themselves. Entries that are logged here say so, and approve no
    proposal; `generate_audit_report` judges them by one another. Every call returns its entry.
    """

    def __init__(self, ledger: Ledger | None = None) -> None:
        """Use a ledger, or open the one in force anew for every call."""
        self._ledger = ledger

    def log_optimization_start(
        self,
        scenario_id: str,
        user_id: str,
        initial_parameters: Mapping[str, float],
        objectives: Any,
        config: Any,
    ) -> AuditEntry:
        """Tell that a search begins, from which levers, for what, and how.

        Raises:
            BadInputError: something given is no JSON, or the user is blank.
            PlanwiseError: the ledger cannot be written to.
        """
        return self._log(
            AuditAction.OPTIMIZATION_START,
            scenario_id,
            user_id,
            {"initial_parameters": initial_parameters, "objectives": objectives, "config": config},
        )

    def log_optimization_completion(
        self, scenario_id: str, user_id: str, result: Any, execution_time: float
    ) -> AuditEntry:
        """Tell that a search ended.

        Args:
            scenario_id: whose levers were searched for.
            user_id: who asked.
            result: an object or a mapping with what the search found; None where it found nothing. Of its fields the
                trail keeps those that it keeps of every search.
            execution_time: in seconds.

        Raises:
            BadInputError: something given is no JSON, or the user is blank.
            PlanwiseError: the ledger cannot be written to.
        """
        fields = {} if result is None else search_fields(result)
        return self._log(
            AuditAction.OPTIMIZATION_COMPLETE,
            scenario_id,
            user_id,
            {
                **result_details(fields),
                "status": fields.get("status"),
                "has_result": result is not None,
                "execution_time_seconds": execution_time,
            },
        )

    def log_parameter_change(  # noqa: PLR0913 - the arguments that guides give
        self, scenario_id: str, user_id: str, parameter_name: str, old_value: float, new_value: float, reason: str
    ) -> AuditEntry:
        """Tell that a lever was changed by something else than this program.

        Raises:
            BadInputError: something given is no JSON, or the user is blank.
            PlanwiseError: the ledger cannot be written to.
        """
        return self._log(
            AuditAction.PARAMETER_CHANGE,
            scenario_id,
            user_id,
            {
                "parameter": parameter_name,
                "old_value": old_value,
                "new_value": new_value,
                "reason": one_line(reason, what="The reason"),
            },
        )

    def log_approval_action(self, scenario_id: str, approver_id: str, action: str, comments: str) -> AuditEntry:
        """Tell what somebody said about a change outside of the program: APPROVED, REJECTED or REQUESTED_CHANGES.

        Raises:
            BadInputError: the action is none of these, or the user is blank.
            PlanwiseError: the ledger cannot be written to.
        """
        if action not in _APPROVAL_ACTIONS:
            raise unknown_name("approval action", action, map(str, _APPROVAL_ACTIONS))
        return self._log(
            AuditAction.APPROVAL_ACTION,
            scenario_id,
            approver_id,
            {"approval_action": str(action), "comments": one_line(comments, what="The comment")},
        )

    def log_implementation_event(
        self, scenario_id: str, user_id: str, event_type: str, details: Mapping[str, Any]
    ) -> AuditEntry:
        """Tell of levers coming into force or going: ROLLOUT_START, CHECKPOINT, ROLLBACK or COMPLETION.

        Raises:
            BadInputError: the event is none of these, a detail is no JSON, or the user is blank.
            PlanwiseError: the ledger cannot be written to.
        """
        if event_type not in _EVENT_TYPES:
            raise unknown_name("implementation event", event_type, map(str, _EVENT_TYPES))
        return self._log(
            AuditAction.IMPLEMENTATION_EVENT, scenario_id, user_id, {**details, "event_type": str(event_type)}
        )

    def generate_audit_report(
        self, start_date: str | date | None, end_date: str | date | None, scenario_id: str | None = None
    ) -> dict[str, Any]:
        """What the trail tells of a period and whether the rules were kept; `audit_report` says what stands where.

        The lever file in force is held against the ledger in force; one that was given is judged by its trail alone.

        Raises:
            BadInputError: the dates are none, or in the wrong order; or nobody knows the scenario.
            PlanwiseError: the ledger or the lever file cannot be read.
        """
        levers = places().levers if self._ledger is None else None
        with ledger_in_force(self._ledger) as ledger:
            return generate_audit_report(ledger, start_date, end_date, scenario_id, levers=levers)

    def _log(self, action: AuditAction, scenario_id: str, user_id: str, details: Mapping[str, Any]) -> AuditEntry:
        user = acting_user(user_id, origin="user_id")
        logged = json_types({**details, LOGGED_BY_HAND: True}, what="This")
        with ledger_in_force(self._ledger) as ledger, ledger.write() as connection:
            return append_entry(connection, action, user_id=user, scenario_id=scenario_id, details=logged)
