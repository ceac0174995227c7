"""What starts jobs when a proposal is approved, and when actual figures arrive."""

from __future__ import annotations

import hashlib

import dagster as dg

from optimization.errors import BadInputError
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.proposals.approvals import list_approvals
from optimization.governance.proposals.proposals import ProposalState
from optimization.governance.proposals.proposals_in_state import proposals_in_state
from optimization.places import places
from orchestrator.governance_jobs import apply_approved_proposal_job
from orchestrator.jobs import implementation_review_job
from orchestrator.names import APPLY
from orchestrator.run_tags import asked_tags

# People approve and report in minutes, not in seconds.
_INTERVAL_SECONDS = 60
_NO_ACTUALS = "none"
# The users that runs of these sensors are recorded with: who approved stands with the approvals.
_APPLIED_BY = "approval sensor"
_REVIEWED_BY = "actual metrics sensor"
ACTUALS_TAG = "planwise/actual_metrics"


@dg.sensor(
    job=apply_approved_proposal_job,
    minimum_interval_seconds=_INTERVAL_SECONDS,
    default_status=dg.DefaultSensorStatus.STOPPED,
    description="Applies each proposal once it is approved, whole or as the first phase of its rollout; stopped until "
    "switched on. Once per approval: a run that is refused is for a person to look at, and later phases are for a "
    "person to start.",
)
def proposal_approved(_context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """One request per approved proposal and approval."""
    try:
        with open_ledger(places()) as ledger:
            approved = {
                proposal_id: len(list_approvals(ledger, proposal_id))
                for proposal_id in proposals_in_state(ledger, ProposalState.APPROVED)
            }
    except BadInputError as error:
        return dg.SkipReason(str(error))
    if not approved:
        return dg.SkipReason("No approved proposal waits to be applied.")
    requests = [
        # Dagster starts one run per key, however often the sensor looks before the proposal is applied.
        dg.RunRequest(
            run_key=f"{proposal_id}-approval-{approvals}",
            run_config={"ops": {APPLY: {"config": {"proposal_id": proposal_id}}}},
            tags=asked_tags(user=_APPLIED_BY, proposal_id=proposal_id),
        )
        for proposal_id, approvals in approved.items()
    ]
    return dg.SensorResult(run_requests=requests)


@dg.sensor(
    job=implementation_review_job,
    minimum_interval_seconds=_INTERVAL_SECONDS,
    default_status=dg.DefaultSensorStatus.STOPPED,
    description="Reviews applied proposals when other figures stand in actual_metrics.csv; stopped until switched on. "
    "Where a rollback comes out as recommended, a person decides: nothing is rolled back from here. The first look "
    "starts a review too, since figures that nobody looked at may call for one.",
)
def actual_metrics_changed(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """One request per change of the file; the same bytes written again are no change."""
    actuals = places().actual_metrics
    if not actuals.exists():
        context.update_cursor(_NO_ACTUALS)
        return dg.SkipReason(f"There are no actual figures: {actuals} is missing.")
    content = hashlib.sha256(actuals.read_bytes()).hexdigest()
    if context.cursor == content:
        return dg.SkipReason("The actual figures are the same as before.")
    # With the moment of writing, figures that return to earlier ones are a new request too.
    request = dg.RunRequest(
        run_key=f"{content}-{actuals.stat().st_mtime_ns}",
        tags={**asked_tags(user=_REVIEWED_BY), ACTUALS_TAG: content},
    )
    return dg.SensorResult(run_requests=[request], cursor=content)
