"""How the audit trail tells of searches: when one begins, and however it ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from optimization.governance.audit_trail.audit_chain import AuditAction, append_entry
from optimization.governance.runs.run_kinds import RunKind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from optimization.governance.runs.runs import SearchRun

_RESULT_FIELDS = (
    "converged",
    "iterations",
    "function_evaluations",
    "evaluations",
    "objective_value",
    "final_growth",
    "final_gap",
    "algorithm_used",
)


def append_start(connection: Connection, run: SearchRun) -> None:
    """Tell that a search begins, within the transaction that records it; runs of other kinds are passed over."""
    if _is_search(run):
        append_entry(
            connection,
            AuditAction.OPTIMIZATION_START,
            user_id=run.user,
            scenario_id=run.scenario_id,
            details={
                "run_id": run.run_id,
                "kind": run.kind,
                "config": dict(run.config),
                "fingerprints": dict(run.fingerprints),
            },
        )


def append_end(  # noqa: PLR0913 - the run, and all that is known of its end
    connection: Connection,
    run: SearchRun,
    *,
    status: str,
    seconds: float | None,
    result: Mapping[str, Any] | None = None,
    message: str | None = None,
) -> None:
    """Tell how a search ended, within the transaction that records it; runs of other kinds are passed over.

    Args:
        connection: of a transaction that writes.
        run: the search.
        status: its own where it has a result, else what kept it from one.
        seconds: how long it took; None where nobody saw its end.
        result: the search's own JSON; None where it has none.
        message: why it has none.
    """
    if _is_search(run):
        append_entry(
            connection,
            AuditAction.OPTIMIZATION_COMPLETE,
            user_id=run.user,
            scenario_id=run.scenario_id,
            details={
                "run_id": run.run_id,
                "kind": run.kind,
                "status": status,
                "has_result": result is not None,
                "message": message,
                "execution_time_seconds": seconds,
                **result_details(result or {}),
            },
        )


def result_details(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What of a result's fields goes into the trail, as far as it has them; the rest stands in the run."""
    return {name: fields[name] for name in _RESULT_FIELDS if name in fields}


def _is_search(run: SearchRun) -> bool:
    """Whether the run looks for levers; of a kind that this version does not know, it cannot say so."""
    return run.kind in [kind for kind in RunKind if kind.is_search]
