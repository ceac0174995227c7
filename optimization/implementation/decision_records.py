"""The decision record of a recorded search, or of a draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from optimization.errors import BadInputError
from optimization.governance.decision_records.decision_store import DecisionRecord
from optimization.governance.decisions import record_decision
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.runs.run_kinds import RunKind
from optimization.governance.runs.runs import run_within

if TYPE_CHECKING:
    from sqlalchemy import Connection


def record_decision_of(  # noqa: PLR0913 - what was decided, by whom, why, and in what
    ledger: Ledger,
    run_id: str,
    proposal_id: str | None,
    *,
    user: str,
    rationale: str,
    business_context: Mapping[str, Any] | None = None,
) -> DecisionRecord:
    """Keep what a user decided, in a transaction of its own; see `record_decision_within`.

    Raises:
        BadInputError: there is no such run or proposal, the run is neither a search nor a draft or has no result, or
            the proposal is another run's.
        PlanwiseError: the ledger cannot be used.
    """
    with ledger.write() as connection:
        return record_decision_within(
            connection, run_id, proposal_id, user=user, rationale=rationale, business_context=business_context
        )


def record_decision_within(  # noqa: PLR0913 - what was decided, by whom, why, and in what
    connection: Connection,
    run_id: str,
    proposal_id: str | None,
    *,
    user: str,
    rationale: str,
    business_context: Mapping[str, Any] | None = None,
) -> DecisionRecord:
    """Keep what a user decided on the grounds of a recorded search, or of a draft that was simulated.

    Question, results and the other candidates are those that the ledger has of the run; beside a draft, the levers in
    force are the alternative. The rollout plan is the proposal's.

    Args:
        connection: of a transaction that writes; the ledger holds the run.
        run_id: the search, or the run that simulated the draft.
        proposal_id: the proposal that carries the decision out; None where it is to change nothing.
        user: who decided.
        rationale: why.
        business_context: what the decision was made in; none where none is given.

    Raises:
        BadInputError: there is no such run or proposal, the run is neither a search nor a draft or has no result, or
            the proposal is another run's.
    """
    recorded = run_within(connection, run_id)
    kind = recorded.run.kind
    if kind not in list(RunKind) or not RunKind(kind).may_be_proposed:
        raise BadInputError(
            f"The run {run_id} is no search but {kind!r}: decisions rest on searches, and on drafts that were "
            "simulated."
        )
    if recorded.result is None:
        raise BadInputError(f"The run {run_id} is {recorded.status} and has no result to decide on.")
    return record_decision(
        connection,
        scenario_id=recorded.run.scenario_id,
        decision_maker=user,
        result=recorded.result,
        rationale=rationale,
        now=datetime.now(UTC),
        business_context=business_context,
        alternatives=_levers_in_force(recorded.result) if kind == RunKind.DRAFT else None,
        proposal_id=proposal_id,
        run_id=run_id,
    )


def _levers_in_force(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a draft is decided against: nobody searched for more."""
    return [{"label": "today's levers", "parameters": result["levers_before"]}]
