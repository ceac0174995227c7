"""What governance keeps on record, as assets: the decision on a proposal, and how applied proposals turn out.

No `from __future__ import annotations` here: Dagster reads the config class from the annotation itself.
"""

from typing import Any

import dagster as dg

from optimization.atomic_file import replace_file
from optimization.governance.decision_records.decision_store import DecisionRecord
from optimization.governance.decisions import exported_decision
from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.governance.proposals.proposal_decisions import latest_decision_on
from optimization.governance.proposals.proposals import find_proposal
from optimization.governance.runs.runs import find_run
from optimization.places import places
from orchestrator.dbt_translation import GOVERNANCE, LAYER_TAG, OWNER, RECORDS
from orchestrator.failures import failures_in_words
from orchestrator.governance_choices import newest_proposal
from orchestrator.governance_config import DecisionRecordConfig
from orchestrator.governance_metadata import decision_metadata, review_metadata
from orchestrator.governance_reviews import review_all
from orchestrator.names import ENGINE, LOOP
from orchestrator.run_identity import run_user
from orchestrator.run_tags import asked_tags, tag_run


@dg.asset(deps=[LOOP, ENGINE], group_name=GOVERNANCE, owners=[OWNER], kinds={"python"}, tags={LAYER_TAG: RECORDS})
def optimization_decision_record(
    context: dg.AssetExecutionContext, config: DecisionRecordConfig
) -> dg.MaterializeResult[dict[str, Any]]:
    """What was decided and why, for whoever must sign it or answer for it later; of the newest proposal unless named.

    As it was recorded with the search, with the proposal's rollout plan, its approvals and where it stands now.
    """
    with failures_in_words(), open_ledger(places()) as ledger:
        proposal_id = config.proposal_id or newest_proposal(ledger)
        if proposal_id is None:
            message = "No proposal was put forward so far, so there is no decision to show."
            context.log.info(message)
            return dg.MaterializeResult(value={"decision_id": None}, metadata={"message": message})
        user = run_user(context.run.tags)
        record = _decision_on(ledger, proposal_id, user=user)
        tag_run(context, asked_tags(user=user, scenario_ids=[record.scenario_id], proposal_id=proposal_id))
        page = places().reports / str(record.run_id) / f"{record.decision_id}.html"
        replace_file(page, exported_decision(record, "html").encode())
        markdown = exported_decision(record, "markdown")
    return dg.MaterializeResult(
        value=record.as_json(), metadata=decision_metadata(record, markdown=markdown, page=page)
    )


@dg.asset(group_name=GOVERNANCE, owners=[OWNER], kinds={"python"}, tags={LAYER_TAG: RECORDS})
def implementation_review(context: dg.AssetExecutionContext) -> dg.MaterializeResult[dict[str, Any]]:
    """How applied proposals turn out: actual figures against the checkpoint before each, trigger by trigger.

    The figures are those of actual_metrics.csv in PLANWISE_HOME; the review is kept in the audit trail. What it
    recommends is for a person to do.
    """
    with failures_in_words():
        user = run_user(context.run.tags)
        tag_run(context, asked_tags(user=user))
        reviews = review_all(places(), user=user)
    context.log.info(reviews.message)
    return dg.MaterializeResult(
        value={
            "message": reviews.message,
            "rollback_recommended": [review.proposal_id for review in reviews.for_rollback],
            "reviews": [review.as_json() for review in reviews.of_proposals],
        },
        metadata={"message": reviews.message, **review_metadata(reviews.of_proposals)},
    )


def _decision_on(ledger: Ledger, proposal_id: str, *, user: str) -> DecisionRecord:
    """The decision as it was recorded; where none was, it is recorded now in the search's own words."""
    from optimization.implementation.decision_records import record_decision_of

    proposal = find_proposal(ledger, proposal_id)
    recorded = latest_decision_on(ledger, proposal_id)
    if recorded is not None:
        return recorded
    result = find_run(ledger, proposal.run_id).result or {}
    rationale = f"Put forward by the search {proposal.run_id}. {result.get('message', '')}"
    return record_decision_of(ledger, proposal.run_id, proposal_id, user=user, rationale=rationale)
