"""A proposal and the search that found it, as lines, cells and JSON."""

from __future__ import annotations

from typing import Any

from optimization.evidence.drafts.draft_answer import METHOD, draft_answer
from optimization.evidence.drafts.draft_result import DraftResult
from optimization.evidence.goal_columns import goal_cells, growth_goal
from optimization.evidence.quantities import NOT_AVAILABLE, as_typed, counted
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.proposals.proposals import Proposal, changes_as_json
from optimization.places import Places
from optimization.recommendation.recorded_results import RecordedResult
from optimization.search.engine_result import OptimizationResult
from optimization.simulation.protocol import GrowthMethod


def run_of(ledger: Ledger, proposal: Proposal) -> RecordedResult:
    """The run that found a proposal's changes."""
    from optimization.governance.runs.runs import find_run
    from optimization.recommendation.recorded_results import recorded_result

    return recorded_result(find_run(ledger, proposal.run_id))


def moment(proposal: Proposal) -> str:
    """When it was put forward, in UTC."""
    return f"{proposal.created_at:%Y-%m-%d %H:%M}"


def risk_text(proposal: Proposal) -> str:
    """Its risk level; n/a where the program that recorded it assessed none."""
    return NOT_AVAILABLE if proposal.risk_level is None else str(proposal.risk_level)


def asked_of_approvers(places: Places, proposal_id: str) -> str:
    """The risk of a proposal and how many people must approve it, to stand beside its id."""
    from optimization.governance.governance_settings import load_governance_settings
    from optimization.governance.ledger.ledger import open_ledger
    from optimization.governance.proposals.approval_rules import approvers_needed
    from optimization.governance.proposals.proposals import find_proposal

    with open_ledger(places) as ledger:
        proposal = find_proposal(ledger, proposal_id)
    needed = approvers_needed(proposal, load_governance_settings().approvals)
    who = "nobody can" if needed is None else f"{counted(needed, 'other')} must"
    return f"its risk is {risk_text(proposal)}, which {who} approve"


def growth_method(run: RecordedResult) -> GrowthMethod:
    """How a search measured growth; the usual method for a draft, and where its result cannot be read."""
    result = run.proposable
    if result is None or isinstance(result, DraftResult):
        return METHOD
    return result.config.growth_method if isinstance(result, OptimizationResult) else result.config.method


def goal_line(run: RecordedResult) -> str:
    """What the search was asked for, and how near its levers come; of a draft, what it does."""
    from optimization.evidence.engine.engine_answer_texts import engine_answer, engine_status

    result = run.proposable
    if result is None:
        return "; ".join(filter(None, [f"Its search is {run.recorded.status}", run.unreadable]))
    if isinstance(result, DraftResult):
        return f"{result.draft_id}, {result.title}. {draft_answer(result)}"
    if isinstance(result, OptimizationResult):
        return f"{engine_status(result)}. {engine_answer(result)}"
    _goal, before, after, gap = goal_cells(result)
    verdict = "It meets the target" if result.converged else "It does not meet the target"
    target = as_typed(result.config.target_growth)
    return f"{verdict} of {target}% pay growth a year ({run.recorded.status}): from {before} to {after}, gap {gap}"


def proposal_as_json(proposal: Proposal, run: RecordedResult) -> dict[str, Any]:
    """The proposal with the figures of its search, or of its draft; growth is in percent a year."""
    growth = None if run.proposable is None else growth_goal(run.proposable)
    engine = run.search if isinstance(run.search, OptimizationResult) else None
    return {
        "proposal_id": proposal.proposal_id,
        "run_id": proposal.run_id,
        "kind": run.recorded.run.kind,
        "scenario_id": proposal.scenario_id,
        "proposer": proposal.proposer,
        "created_at": proposal.created_at.isoformat(),
        "state": str(proposal.state),
        "risk_level": None if proposal.risk_level is None else str(proposal.risk_level),
        "search": {
            "status": run.recorded.status,
            "target_growth": None if growth is None else growth.target,
            "initial_growth": None if growth is None else growth.before,
            "final_growth": None if growth is None else growth.after,
            "final_gap": None if growth is None else growth.gap,
        },
        "objective_value": None if engine is None else engine.objective_value,
        "status_quo_objective": None if engine is None else engine.status_quo_objective,
        "cost_impact": None if engine is None else dict(engine.estimated_cost_impact),
        "changes": changes_as_json(proposal.changes),
        "fingerprints": dict(proposal.fingerprints),
    }
