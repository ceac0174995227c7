"""The question that a proposal answers, so that who looks around the proposal asks the same."""

from __future__ import annotations

from dataclasses import dataclass

from optimization.errors import BadInputError
from optimization.evidence.reports.run_origin import origin_from_json
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.proposals.proposals import Proposal, find_proposal
from optimization.governance.runs.run_kinds import RunKind
from optimization.governance.runs.runs import find_run
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.settings import SimulationSettings
from optimization.places import Places
from optimization.recommendation.recorded_run import ORIGIN
from optimization.search.engine_config import EngineConfig, engine_config
from optimization.search.loop.target_loop_config import TargetLoopConfig, target_loop_config
from optimization.search.problem.objective_weights import ObjectiveWeights, objective_weights


@dataclass(frozen=True, kw_only=True)
class ProposalQuestion:
    """A proposal with what its run was asked, as the engine is asked it.

    A target loop and a draft weigh no `objectives`. `settings` are the horizon and the assumptions that the run
    simulated with.
    """

    proposal: Proposal
    config: EngineConfig
    objectives: ObjectiveWeights | None
    settings: SimulationSettings


def proposal_question(places: Places, proposal_id: str) -> ProposalQuestion:
    """What the run of a proposal was asked.

    Raises:
        BadInputError: there is no such proposal, or another version of the program asked.
        PlanwiseError: the ledger cannot be read.
    """
    with open_ledger(places) as ledger:
        proposal = find_proposal(ledger, proposal_id)
        recorded = find_run(ledger, proposal.run_id)
    run, asked = recorded.run, dict(recorded.run.config)
    settings = origin_from_json((recorded.result or {}).get(ORIGIN, {})).settings
    if run.kind == RunKind.ENGINE:
        weights = objective_weights(asked.pop("objectives"))
        return ProposalQuestion(proposal=proposal, config=engine_config(asked), objectives=weights, settings=settings)
    if run.kind == RunKind.TARGET_LOOP:
        config = as_the_engine_asks(target_loop_config(**asked))
        return ProposalQuestion(proposal=proposal, config=config, objectives=None, settings=settings)
    if run.kind == RunKind.DRAFT:
        return ProposalQuestion(
            proposal=proposal, config=_around_the_draft(proposal, settings), objectives=None, settings=settings
        )
    raise BadInputError(f"This version of the program looks around no proposals of the kind {run.kind!r}.")


def _around_the_draft(proposal: Proposal, settings: SimulationSettings) -> EngineConfig:
    """Nobody asked a search: what can move is what the draft moves."""
    catalogue = load_lever_catalogue()
    moved = {catalogue.of_parameter(change.cell.parameter_name).name for change in proposal.changes}
    return engine_config(
        decision_variables=[name for name in catalogue.names if name in moved],
        scenario_id=proposal.scenario_id,
        seed=settings.random_seed,
    )


def as_the_engine_asks(loop: TargetLoopConfig) -> EngineConfig:
    """The question of a target loop, as the engine and whoever draws a front is asked it."""
    return engine_config(
        decision_variables=loop.levers,
        target_growth=loop.target_growth,
        growth_method=loop.method,
        scenario_id=loop.scenario_id,
        seed=loop.seed,
    )
