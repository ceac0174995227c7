"""What a finished search leaves to governance: how it went, its proposal with the risk, and the decision behind it."""

from __future__ import annotations

from collections.abc import Mapping

from optimization.governance.ledger.ledger import Ledger
from optimization.governance.proposals.proposals import record_proposal
from optimization.governance.runs.runs import SearchRun
from optimization.implementation.decision_records import record_decision_of
from optimization.implementation.proposal_risk import proposal_risk
from optimization.implementation.search_records import record_performance
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.search.engine_result import OptimizationResult
from optimization.search.loop.target_loop_result import TargetLoopResult
from optimization.simulation.run_inputs import RunInputs


def record_outcome(  # noqa: PLR0913 - the run, what came of it, and what its risk is judged by
    ledger: Ledger,
    run: SearchRun,
    result: TargetLoopResult | OptimizationResult,
    *,
    inputs: RunInputs,
    headcounts: Mapping[int, int],
    catalogue: LeverCatalogue,
    is_proposing: bool,
    rationale: str,
    budget: float | None = None,
    budget_year: int | None = None,
) -> str | None:
    """Record how a search went, and its proposal with the decision record; the proposal's id, None where there is none.

    Args:
        ledger: It holds the run, with its result.
        run: The search.
        result: What it found.
        inputs: What it was computed from: the proposal keeps the lever rows, to be applied only while they stand.
        headcounts: People on the first opening roster by job level.
        catalogue: The levers.
        is_proposing: Whether it has something to propose.
        rationale: Why the levers are to change.
        budget: What the search was told that pay may cost; None where it was told nothing.
        budget_year: The year that the budget is for; the whole horizon where None.

    Raises:
        PlanwiseError: the ledger cannot be written to.
    """
    record_performance(ledger, run, result)
    if not is_proposing:
        return None
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
    proposal = record_proposal(
        ledger,
        run=run,
        before=result.cells_before,
        changes=result.proposal.cells,
        lever_rows=inputs.lever_rows,
        risk_report=risk,
    )
    record_decision_of(ledger, run.run_id, proposal.proposal_id, user=run.user, rationale=rationale)
    return proposal.proposal_id
