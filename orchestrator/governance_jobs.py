"""Jobs that write the lever file: an approved proposal is applied, an applied one is taken back.

They are jobs of ops, not assets: nobody applies a proposal by materializing everything. What nobody approved and what
nobody asks to be taken back is left alone, and the finished run says so.
No `from __future__ import annotations` here: Dagster reads config classes from the annotations themselves.
"""

from typing import Any

import dagster as dg

from optimization.evidence.quantities import counted
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.lever_file.lever_writes import LeverWrite
from optimization.places import places
from orchestrator.failures import failures_in_words
from orchestrator.governance_choices import applied_last, is_next_phase, oldest_approved
from orchestrator.governance_config import ApplyConfig, RollbackConfig, check_rollback_config
from orchestrator.governance_metadata import write_metadata
from orchestrator.governance_reviews import review_all, rollback_reason
from orchestrator.names import LEVERS
from orchestrator.run_identity import run_user
from orchestrator.run_tags import KIND_TAG, WRITES_LEVERS, asked_tags, tag_run

_NOTHING_WITHOUT_DOUBT = (
    "Each figure behind that carries a caution, so nothing was changed: a person must look at it, and name the "
    "proposal with a reason to roll it back."
)


@dg.op
def apply_approved_proposal(context: dg.OpExecutionContext, config: ApplyConfig) -> dg.Output[dict[str, Any]]:
    """Write the levers of an approved proposal to the lever file, after a checkpoint of it with measured figures."""
    from optimization.implementation.applying import apply, apply_phase

    with failures_in_words():
        user = run_user(context.run.tags)
        with open_ledger(places()) as ledger:
            proposal_id = config.proposal_id or oldest_approved(ledger)
            tag_run(context, asked_tags(user=user, proposal_id=proposal_id))
            if proposal_id is None:
                return _nothing_done(context, "No approved proposal waits to be applied: nothing was changed.")
            write = apply_phase if is_next_phase(ledger, proposal_id, config.extent) else apply
        written = write(places(), proposal_id, user=user, on_step=context.log.debug, on_progress=context.log.info)
    return _done(context, written)


@dg.op
def roll_back_proposal(context: dg.OpExecutionContext, config: RollbackConfig) -> dg.Output[dict[str, Any]]:
    """Restore the lever file's exact bytes from before a proposal: the one that is named, or else one that monitoring
    recommends to roll back.
    """
    from optimization.implementation.applying import roll_back

    with failures_in_words():
        check_rollback_config(config)
        user = run_user(context.run.tags)
        proposal_id, reason = config.proposal_id, config.reason
        tag_run(context, asked_tags(user=user, proposal_id=proposal_id))
        if proposal_id is None:
            reviews = review_all(places(), user=user)
            if not reviews.for_rollback:
                return _nothing_done(context, f"{reviews.message} Nothing was changed.")
            if not reviews.for_rollback_without_doubt:
                return _nothing_done(context, f"{reviews.message} {_NOTHING_WITHOUT_DOUBT}")
            with open_ledger(places()) as ledger:
                recommended = applied_last(ledger, reviews.for_rollback_without_doubt)
            proposal_id, reason = recommended.proposal_id, rollback_reason(recommended)
        written = roll_back(
            places(), proposal_id, user=user, reason=reason or "", force=config.force, on_step=context.log.debug
        )
    return _done(context, written)


@dg.job(
    description="Writes an approved proposal to the lever file: the next phase of its stored rollout, or all of it "
    "where none is stored. Without config: the oldest that is approved and not yet applied. Config: ops > "
    "apply_approved_proposal.",
    tags={KIND_TAG: WRITES_LEVERS},
)
def apply_approved_proposal_job() -> None:
    """One op."""
    apply_approved_proposal()


@dg.job(
    description="Takes an applied proposal back: the lever file's exact bytes from before it. Without config: the one "
    "that monitoring recommends to roll back, by the figures in actual_metrics.csv, and none other, nor by figures "
    "that all carry a caution. Config: ops > roll_back_proposal.",
    tags={KIND_TAG: WRITES_LEVERS},
)
def rollback_job() -> None:
    """One op."""
    roll_back_proposal()


def _done(context: dg.OpExecutionContext, write: LeverWrite) -> dg.Output[dict[str, Any]]:
    rows = counted(len(write.moved), "row")
    context.log.info(f"{rows} moved for {write.proposal_id}; the way back is {write.checkpoint_id}.")
    tag_run(context, asked_tags(user=write.user, scenario_ids=[write.scenario_id], proposal_id=write.proposal_id))
    metadata = write_metadata(write)
    # Shown where people look at the levers, with its figures over time.
    context.log_event(dg.AssetObservation(LEVERS, metadata=metadata))
    value = {"proposal_id": write.proposal_id, "write_id": write.write_id, "checkpoint_id": write.checkpoint_id}
    return dg.Output(value, metadata=metadata)


def _nothing_done(context: dg.OpExecutionContext, message: str) -> dg.Output[dict[str, Any]]:
    context.log.info(message)
    return dg.Output({"proposal_id": None, "message": message}, metadata={"message": message})
