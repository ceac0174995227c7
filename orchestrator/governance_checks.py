"""Asset checks of governance: the audit trail that a record stands on, and what actual figures call for."""

from typing import Any

import dagster as dg

from optimization.governance.audit_trail.audit_verify import verify_chain
from optimization.governance.ledger.ledger import open_ledger
from optimization.places import places
from orchestrator.failures import failures_in_words
from orchestrator.names import DECISION_RECORD, REVIEW


@dg.asset_check(asset=DECISION_RECORD, blocking=True)
def audit_chain_intact() -> dg.AssetCheckResult:
    """Every entry of the audit trail is there and as it was written: a record on a broken trail proves nothing."""
    with failures_in_words(), open_ledger(places()) as ledger:
        verdict = verify_chain(ledger)
    metadata: dict[str, Any] = {"entries": verdict.entries, "head_hash": verdict.head_hash}
    if verdict.first_broken is not None:
        metadata["first_broken"] = verdict.first_broken
    return dg.AssetCheckResult(passed=verdict.is_intact, description=verdict.reason, metadata=metadata)


@dg.asset_check(asset=REVIEW)
def no_rollback_recommended(implementation_review: dict[str, Any]) -> dg.AssetCheckResult:
    """No applied proposal has a trigger of high severity go off. Where one has, a person decides: nothing is undone."""
    recommended = implementation_review["rollback_recommended"]
    return dg.AssetCheckResult(
        passed=not recommended,
        severity=dg.AssetCheckSeverity.WARN,
        description=implementation_review["message"],
        metadata={"proposals": recommended},
    )
