"""Actual figures held against the checkpoints of proposals in force, and what comes of it recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimization.errors import BadInputError
from optimization.governance.audit_trail.audit_chain import AuditAction, ImplementationEvent, append_entry
from optimization.governance.governance_settings import GovernanceSettings, load_governance_settings
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.lever_file.checkpoint_store import Checkpoint, checkpoint_within
from optimization.governance.lever_file.lever_writes import LeverWriteState, writes_where
from optimization.governance.monitoring.actual_evidence import evidence_of_change
from optimization.governance.monitoring.actuals import Actual, latest_actuals, record_actuals
from optimization.governance.monitoring.actuals_file import ActualRow, read_actuals
from optimization.governance.monitoring.baseline_figures import BaselineFigure, baseline_of
from optimization.governance.monitoring.monitoring import review_metrics
from optimization.governance.proposals.proposals import Proposal, ProposalState, proposal_number, proposal_within
from optimization.governance.proposals.proposals_in_state import proposals_in_state
from optimization.implementation.planned_cost import planned_rise
from optimization.implementation.proposal_review import ProposalReview
from optimization.places import Places

if TYPE_CHECKING:
    from sqlalchemy import Connection

# While its levers are in force.
MONITORED_STATES = (ProposalState.APPLIED, ProposalState.COMPLETED)


def review_proposal(places: Places, proposal_id: str, *, user: str, actuals_file: Path | None = None) -> ProposalReview:
    """Record the actual figures, and hold those that tell of a proposal against the checkpoint before it.

    Which do is decided by `evidence_of_change`; only figures that stand in the file now are looked at, so that one that
    was withdrawn is not.

    Args:
        places: the ledger, and the file unless another is given.
        proposal_id: a proposal in force, in whole or in part.
        user: who looks; the review is recorded in the audit trail in this name.
        actuals_file: columns period, metric_name, value and source.

    Raises:
        BadInputError: there is no such proposal, its levers are not in force, or the file is not there or wrong;
            nothing is recorded.
        PlanwiseError: the ledger cannot be written to.
    """
    settings = load_governance_settings()
    with open_ledger(places) as ledger:
        with ledger.read() as connection:
            _in_force(connection, proposal_id)
        rows = _rows(actuals_file or places.actual_metrics, settings)
        with ledger.write() as connection:
            record_actuals(connection, rows, user=user)
            return _review(connection, _in_force(connection, proposal_id), rows, settings=settings, user=user)


def review_applied(places: Places, *, user: str, actuals_file: Path | None = None) -> tuple[ProposalReview, ...]:
    """Record the actual figures, and review every proposal that is applied and not yet completed, oldest first.

    Raises:
        BadInputError: the file is not there or wrong; nothing is recorded.
        PlanwiseError: the ledger cannot be written to.
    """
    settings = load_governance_settings()
    rows = _rows(actuals_file or places.actual_metrics, settings)
    with open_ledger(places) as ledger:
        applied = proposals_in_state(ledger, ProposalState.APPLIED)
        with ledger.write() as connection:
            record_actuals(connection, rows, user=user)
            proposals = [proposal_within(connection, proposal_id) for proposal_id in applied]
            return tuple(
                _review(connection, proposal, rows, settings=settings, user=user)
                for proposal in proposals
                if proposal.state is ProposalState.APPLIED
            )


def record_actual_metrics(places: Places, *, user: str) -> None:
    """Record the actual figures that are there, and judge nothing by them.

    Raises:
        BadInputError: the file is not there or wrong; nothing is recorded.
        PlanwiseError: the ledger cannot be written to.
    """
    rows = _rows(places.actual_metrics, load_governance_settings())
    with open_ledger(places) as ledger, ledger.write() as connection:
        record_actuals(connection, rows, user=user)


def _rows(path: Path, settings: GovernanceSettings) -> tuple[ActualRow, ...]:
    return read_actuals(path, figures=settings.rollback_triggers.figures)


def _in_force(connection: Connection, proposal_id: str) -> Proposal:
    proposal = proposal_within(connection, proposal_id)
    if proposal.state not in MONITORED_STATES:
        raise BadInputError(
            f"{proposal_id} is {proposal.state}: actual figures are held against a proposal while it is "
            f"{' or '.join(MONITORED_STATES)}."
        )
    return proposal


def _review(
    connection: Connection,
    proposal: Proposal,
    rows: Sequence[ActualRow],
    *,
    settings: GovernanceSettings,
    user: str,
) -> ProposalReview:
    known, now = latest_actuals(connection), datetime.now(UTC)
    in_file = {(row.period, row.metric_name) for row in rows}
    checkpoint = _first_checkpoint(connection, proposal)
    evidence = evidence_of_change(
        [actual for actual in known if (actual.period, actual.metric_name) in in_file],
        in_force_since=checkpoint.created_at,
        first_changed_year=min(change.cell.fiscal_year for change in proposal.changes),
        today=now.date(),
    )
    periods = {metric: actual.period for metric, actual in evidence.figures.items()}
    baseline = baseline_of(checkpoint, periods, known=known)
    review = review_metrics(
        {metric: actual.value for metric, actual in evidence.figures.items()},
        {metric: figure.value for metric, figure in baseline.items()},
        settings=settings,
        now=now,
        since=checkpoint.created_at,
    )
    cautions = {metric: [evidence.cautions[metric]] if metric in evidence.cautions else [] for metric in periods}
    for finding in review.triggers_activated:
        rise = planned_rise(finding, periods[finding["metric"]], proposal.risk_report)
        if rise is not None:
            cautions[finding["metric"]].append(rise)
    reviewed = ProposalReview(
        **vars(review),
        proposal_id=proposal.proposal_id,
        proposal_state=proposal.state,
        checkpoint_id=checkpoint.checkpoint_id,
        figures=tuple(
            _actual_json(actual) | _baseline_json(baseline.get(metric)) | {"cautions": cautions[metric]}
            for metric, actual in evidence.figures.items()
        ),
        set_aside=tuple(_actual_json(actual) | {"reason": reason} for actual, reason in evidence.set_aside),
        cautions=tuple(text for texts in cautions.values() for text in texts),
    )
    append_entry(
        connection,
        AuditAction.IMPLEMENTATION_EVENT,
        user_id=user,
        scenario_id=proposal.scenario_id,
        details={
            "event_type": str(ImplementationEvent.MONITORING),
            "message": _verdict(reviewed),
            **reviewed.as_json(),
        },
    )
    return reviewed


def _verdict(review: ProposalReview) -> str:
    activated = dict.fromkeys(finding["trigger"] for finding in review.triggers_activated)
    went_off = f"{', '.join(activated)} went off" if activated else "no trigger went off"
    return f"{went_off}; {'a' if review.rollback_recommended else 'no'} rollback is recommended"


def _first_checkpoint(connection: Connection, proposal: Proposal) -> Checkpoint:
    """The state before the first of the proposal's writes that were made."""
    from optimization.governance.ledger.governance_tables import lever_writes

    first = writes_where(
        connection,
        lever_writes.c.proposal_number == proposal_number(proposal.proposal_id),
        lever_writes.c.state == str(LeverWriteState.DONE),
    )[0]
    return checkpoint_within(connection, first.checkpoint_id)


def _actual_json(actual: Actual) -> dict[str, Any]:
    return {
        "metric": actual.metric_name,
        "period": str(actual.period),
        "value": actual.value,
        "source": actual.source,
    }


def _baseline_json(figure: BaselineFigure | None) -> dict[str, Any]:
    return {
        "baseline": None if figure is None else figure.value,
        "baseline_origin": None if figure is None else figure.origin,
    }
