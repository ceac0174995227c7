"""Decision records in the ledger: what was decided, by whom, on what grounds; read with what became of it since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from optimization.governance.ledger.ledger import Ledger
from optimization.governance.ledger.unknown_ids import unknown_id
from optimization.governance.proposals.approvals import Approval, approvals_within
from optimization.governance.proposals.proposals import proposal_id_of, proposal_within
from optimization.governance.rollouts.rollout_plans import rollout_within

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

# What stands for the approval of a decision that no proposal carries out.
NO_PROPOSAL = "no proposal"


@dataclass(frozen=True, kw_only=True)
class DecisionRecord:
    """A decision. Any field can also be read as `record["field"]`.

    All but the last four are as they were recorded. `implementation_plan` is the one that was given, else the
    proposal's rollout plan as it is stored now; None where there is neither. `risk_report` is the proposal's, and None
    where it has none. `approval_status` is the proposal's state now, and `approvals` are the decisions on it so far.
    """

    decision_id: str
    timestamp: datetime
    scenario_id: str
    decision_maker: str
    run_id: str | None
    proposal_id: str | None
    business_context: Mapping[str, Any]
    optimization_config: Mapping[str, Any]
    results_summary: Mapping[str, Any]
    rationale: str
    alternatives_considered: tuple[Mapping[str, Any], ...]
    success_criteria: tuple[str, ...]
    rollback_triggers: tuple[Mapping[str, Any], ...]
    review_schedule: Mapping[str, Any]
    implementation_plan: tuple[Mapping[str, Any], ...] | None
    risk_report: Mapping[str, Any] | None
    approval_status: str
    approvals: tuple[Mapping[str, Any], ...]

    def __getitem__(self, name: str) -> Any:
        """The field of this name.

        Raises:
            KeyError: there is none.
        """
        if name not in self.as_mapping():
            raise KeyError(name)
        return getattr(self, name)

    def as_mapping(self) -> dict[str, Any]:
        """The fields by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def as_json(self) -> dict[str, Any]:
        """The record as JSON types."""
        return {**self.as_mapping(), "timestamp": self.timestamp.isoformat()}


def store_decision(  # noqa: PLR0913 - what was decided, on what, and when
    connection: Connection,
    content: Mapping[str, Any],
    *,
    scenario_id: str,
    run_id: str | None,
    proposal_number: int | None,
    now: datetime,
) -> str:
    """Keep a decision; the id says its day and scenario, and counts those of one scenario on one day from 1.

    Args:
        connection: of a transaction that writes; the ledger holds the run and the proposal, where they are named.
        content: the recorded fields, as JSON types.
        scenario_id: whose levers it is about.
        run_id: the search that it rests on.
        proposal_number: the proposal that carries it out.
        now: the moment, as an aware datetime in UTC.

    Returns:
        The id.
    """
    from sqlalchemy import func, select

    from optimization.governance.ledger.governance_tables import decisions

    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    of_the_day = select(func.count()).where(
        decisions.c.scenario_id == scenario_id,
        decisions.c.created_at >= midnight,
        decisions.c.created_at < midnight + timedelta(days=1),
    )
    number = (connection.scalar(of_the_day) or 0) + 1
    decision_id = f"OPT-{midnight:%Y%m%d}-{scenario_id}-{number}"
    connection.execute(
        decisions.insert().values(
            decision_id=decision_id,
            created_at=now,
            scenario_id=scenario_id,
            run_id=run_id,
            proposal_number=proposal_number,
            record=dict(content),
        )
    )
    return decision_id


def find_decision(ledger: Ledger, decision_id: str) -> DecisionRecord:
    """The decision of this id.

    Raises:
        BadInputError: there is none; names the nearest.
        PlanwiseError: the ledger cannot be read.
    """
    with ledger.read() as connection:
        return decision_within(connection, decision_id)


def decision_within(connection: Connection, decision_id: str) -> DecisionRecord:
    """The decision of this id, as it is within a transaction.

    Raises:
        BadInputError: there is none; names the nearest.
    """
    from sqlalchemy import select

    from optimization.governance.ledger.governance_tables import decisions

    row = connection.execute(select(decisions).where(decisions.c.decision_id == decision_id)).one_or_none()
    if row is None:
        ids = select(decisions.c.decision_id).order_by(decisions.c.created_at.desc())
        raise unknown_id("decision", decision_id, connection.scalars(ids).all())
    return _with_what_became_of_it(connection, row)


def list_decisions(ledger: Ledger, limit: int) -> tuple[DecisionRecord, ...]:
    """The `limit` decisions made last, newest first.

    Raises:
        PlanwiseError: the ledger cannot be read.
    """
    from sqlalchemy import select

    from optimization.governance.ledger.governance_tables import decisions

    newest_first = select(decisions).order_by(decisions.c.created_at.desc(), decisions.c.decision_id.desc())
    with ledger.read() as connection:
        rows = connection.execute(newest_first.limit(limit)).all()
        return tuple(_with_what_became_of_it(connection, row) for row in rows)


def _with_what_became_of_it(connection: Connection, row: Row[Any]) -> DecisionRecord:
    content: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in row.record.items()
    }
    plan, status, approvals = content.pop("implementation_plan"), NO_PROPOSAL, tuple[Mapping[str, Any], ...]()
    proposal_id, risk_report = None, None
    if row.proposal_number is not None:
        proposal_id = proposal_id_of(row.proposal_number)
        proposal = proposal_within(connection, proposal_id)
        rollout = rollout_within(connection, row.proposal_number)
        plan = rollout.phases if plan is None and rollout is not None else plan
        risk_report, status = proposal.risk_report, str(proposal.state)
        approvals = tuple(_approval(each) for each in approvals_within(connection, proposal))
    return DecisionRecord(
        decision_id=row.decision_id,
        timestamp=row.created_at,
        scenario_id=row.scenario_id,
        run_id=row.run_id,
        proposal_id=proposal_id,
        implementation_plan=plan,
        risk_report=risk_report,
        approval_status=status,
        approvals=approvals,
        **content,
    )


def _approval(approval: Approval) -> Mapping[str, Any]:
    return {
        "action": str(approval.action),
        "user": approval.user,
        "acted_at": approval.acted_at.isoformat(),
        "comments": approval.comments,
    }
