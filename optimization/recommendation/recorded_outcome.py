"""What a finished run leaves to governance: how a search went, a proposal with its risk, and the decision behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from optimization.evidence.search_result import SearchResult
from optimization.governance.governance_settings import load_governance_settings
from optimization.governance.proposals.proposals import record_proposal_within
from optimization.governance.risk_assessment.risk_rules import load_risk_rules
from optimization.governance.runs.runs import SearchRun
from optimization.implementation.decision_records import record_decision_within
from optimization.implementation.proposal_risk import proposal_risk
from optimization.implementation.search_records import record_performance
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_file import LeverRow
from optimization.search.engine_result import OptimizationResult
from optimization.search.loop.target_loop_result import TargetLoopResult

if TYPE_CHECKING:
    from sqlalchemy import Connection


def check_governance_rules() -> None:
    """Read the rules by which an outcome is recorded, before hours of search end at a typing error in them.

    Raises:
        BadInputError: names the file and the key.
    """
    load_governance_settings()
    load_risk_rules()


def record_outcome(  # noqa: PLR0913 - the run, what came of it, and what its risk is judged by
    connection: Connection,
    run: SearchRun,
    result: TargetLoopResult | OptimizationResult,
    *,
    lever_rows: Sequence[LeverRow],
    headcounts: Mapping[int, int],
    catalogue: LeverCatalogue,
    is_proposing: bool,
    rationale: str,
    budget: float | None = None,
    budget_year: int | None = None,
) -> str | None:
    """Record how a search went, and its proposal with the decision record; the proposal's id, None where there is none.

    Args:
        connection: Of the transaction that records the run's result, so that none of this is there without the other.
        run: The search.
        result: What it found.
        lever_rows: The lever file that it read: the proposal is applied only while they stand.
        headcounts: People on the first opening roster by job level.
        catalogue: The levers.
        is_proposing: Whether it has something to propose.
        rationale: Why the levers are to change.
        budget: What the search was told that pay may cost; None where it was told nothing.
        budget_year: The year that the budget is for; the whole horizon where None.
    """
    record_performance(connection, run, result)
    if not is_proposing:
        return None
    return put_forward(
        connection,
        run,
        result,
        proposer=run.user,
        lever_rows=lever_rows,
        headcounts=headcounts,
        catalogue=catalogue,
        rationale=rationale,
        budget=budget,
        budget_year=budget_year,
    )


def put_forward(  # noqa: PLR0913 - the run, who proposes what came of it and why, and what its risk is judged by
    connection: Connection,
    run: SearchRun,
    result: SearchResult,
    *,
    proposer: str,
    lever_rows: Sequence[LeverRow],
    headcounts: Mapping[int, int],
    catalogue: LeverCatalogue,
    rationale: str,
    budget: float | None = None,
    budget_year: int | None = None,
) -> str:
    """Record the proposal of a run that has its result, with the decision record; the proposal's id.

    Args:
        connection: Of a transaction that writes.
        run: The search, or the run that simulated a draft.
        result: What it found, or what the draft gives.
        proposer: Who puts it forward.
        lever_rows: The lever file that it read: the proposal is applied only while they stand.
        headcounts: People on the first opening roster by job level.
        catalogue: The levers.
        rationale: Why the levers are to change.
        budget: What the search was told that pay may cost; None where it was told nothing.
        budget_year: The year that the budget is for; the whole horizon where None.

    Raises:
        BadInputError: nothing would change.
    """
    risk = proposal_risk(
        result.proposal.cells,
        result.cells_before,
        metrics_before=result.metrics_before,
        metrics_after=result.metrics_after,
        headcounts=headcounts,
        budget=budget,
        budget_year=budget_year,
        catalogue=catalogue,
    )
    proposal = record_proposal_within(
        connection,
        run=run,
        before=result.cells_before,
        changes=result.proposal.cells,
        lever_rows=lever_rows,
        risk_report=risk,
        proposer=proposer,
    )
    record_decision_within(connection, run.run_id, proposal.proposal_id, user=proposer, rationale=rationale)
    return proposal.proposal_id
