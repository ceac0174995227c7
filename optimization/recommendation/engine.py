"""From objectives to a recommendation: search, evidence report, recorded run and proposal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace

from optimization.evidence.engine.engine_answer_texts import engine_answer
from optimization.evidence.engine.engine_evidence import EngineEvidence
from optimization.evidence.engine.engine_evidence_json import evidence_as_json
from optimization.evidence.engine.engine_report import write_engine_report
from optimization.evidence.reports.report_files import ReportFiles, report_files
from optimization.evidence.reports.run_origin import origin_from_json
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.runs.run_kinds import RunKind
from optimization.governance.runs.runs import RunOutcome, find_run, record_evidence, record_run
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.metric_targets import read_targets, targets_in_force
from optimization.parameters.settings import SimulationSettings
from optimization.places import Places
from optimization.recommendation.engine_evidence import gather_evidence
from optimization.recommendation.evidence_plan import EvidencePlan
from optimization.recommendation.looks import evaluation_cache, look
from optimization.recommendation.recorded_outcome import check_governance_rules, record_outcome
from optimization.recommendation.recorded_run import ORIGIN, AskedRun, begin_run
from optimization.search.engine import run_optimization
from optimization.search.engine_config import EngineConfig
from optimization.search.engine_history import OnBatch
from optimization.search.engine_question import asked_targets
from optimization.search.engine_result import BatchRecord, EngineStatus, OptimizationResult
from optimization.search.engine_world import engine_world
from optimization.search.problem.objective_weights import ObjectiveWeights
from optimization.simulation.run_inputs import gather_inputs


@dataclass(frozen=True, kw_only=True)
class EngineRecommendation:
    """A finished search with its evidence.

    `proposal_id` is None where `no_proposal_reason` says why, or where the search was asked not to propose.
    """

    run_id: str
    evidence: EngineEvidence
    report: ReportFiles
    proposal_id: str | None

    @property
    def result(self) -> OptimizationResult:
        """What the search found."""
        return self.evidence.result


def recommend_by_objectives(  # noqa: PLR0913 - what is asked, on what, by whom, and who is told
    weights: ObjectiveWeights,
    config: EngineConfig,
    *,
    settings: SimulationSettings,
    places: Places,
    asked: AskedRun,
    plan: EvidencePlan,
    initial_parameters: Mapping[str, float] | None = None,
    workers: int = 1,
    memory_bytes: int | None = None,
    on_batch: OnBatch = lambda _record: None,
    on_progress: Callable[[str], None] = lambda _step: None,
    on_recorded: Callable[[str, str | None], None] = lambda _run_id, _proposal_id: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> EngineRecommendation:
    """Run the engine and leave behind its report, its run in the ledger, and a proposal if it has one to make.

    Run and proposal are in the ledger as soon as the search is done, both or neither: whatever becomes of the evidence
    and the report, they stay, and `report_of_run` writes what there is. A search that is cancelled is recorded with the
    best that it had found; it gets a report without further evidence, and makes no proposal. The lever file and the
    published warehouse are only read.

    Args:
        weights: What each objective counts.
        config: The question.
        settings: Horizon and assumptions of the simulation.
        places: Census, levers, targets, reports.
        asked: Who asks, and how to ask again.
        plan: What is found out about the answer.
        initial_parameters: Lever values by name to start from, beside today's.
        workers: Processes that share a batch.
        memory_bytes: For all of them together.
        on_batch: Told the state of the search after every batch.
        on_progress: Told each step as it begins.
        on_recorded: Told the ids of run and proposal, None where there is none, once both are in the ledger.
        is_cancelled: Asked before every batch.

    Raises:
        BadInputError: census, levers, targets or the question are wrong; no run is recorded.
        SimulationError: a candidate could not be simulated; the failed run is recorded.
    """
    check_governance_rules()
    on_progress("preparing the simulator")
    inputs = gather_inputs(places, settings, scenario_ids=[config.scenario_id], seeds=[config.seed])
    # The search asks for them too; here so that a wrong file is told before anything is recorded.
    in_force = targets_in_force(read_targets(places.targets), config.scenario_id, inputs.scenarios)
    asked_targets(config, in_force, inputs.settings.years)
    question = {"objectives": weights.model_dump(), **config.model_dump(mode="json")}
    run, origin = begin_run(RunKind.ENGINE, asked, inputs, prefix="engine", config=question)
    folder = places.reports / run.run_id
    with (
        open_ledger(places) as ledger,
        record_run(ledger, run) as outcome,
        engine_world(
            inputs,
            places,
            workers=workers,
            memory_bytes=memory_bytes,
            on_progress=on_progress,
            is_cancelled=is_cancelled,
        ) as world,
    ):
        cache = evaluation_cache(world.simulator, ledger, seed=config.seed)
        on_progress("searching")
        found = run_optimization(
            weights,
            config,
            initial_parameters,
            world=world,
            cache=cache,
            on_batch=_recorded_batches(outcome, on_batch),
            is_cancelled=is_cancelled,
        )
        result = replace(found, evidence_report=str(report_files(folder).html), cache_statistics=cache.get_statistics())
        with outcome.finishing(
            status=str(result.status), result={**result.as_json(), ORIGIN: origin.as_json()}
        ) as connection:
            proposal_id = record_outcome(
                connection,
                run,
                result,
                lever_rows=inputs.lever_rows,
                headcounts=world.headcounts,
                catalogue=world.catalogue,
                is_proposing=asked.is_proposing and no_proposal_reason(result) is None,
                rationale=asked.rationale_with(engine_answer(result)),
                budget=config.budget,
                budget_year=config.budget_year,
            )
        on_recorded(run.run_id, proposal_id)
        evidence = EngineEvidence(result=result)
        if result.status is not EngineStatus.CANCELLED:
            evidence = gather_evidence(result, look(weights, config, world, cache=cache), plan, on_progress=on_progress)
        on_progress("writing the report")
        report = write_engine_report(evidence, folder, origin=origin, catalogue=world.catalogue)
        record_evidence(ledger, run.run_id, {**evidence_as_json(evidence), ORIGIN: origin.as_json()})
    return EngineRecommendation(run_id=run.run_id, evidence=evidence, report=report, proposal_id=proposal_id)


def _recorded_batches(outcome: RunOutcome, on_batch: OnBatch) -> OnBatch:
    """Keep every step for whoever follows the run, and tell the caller of it."""

    def record(batch: BatchRecord) -> None:
        outcome.iteration(asdict(batch))
        on_batch(batch)

    return record


def write_evidence(evidence: EngineEvidence, *, run_id: str, places: Places) -> ReportFiles:
    """Write the report of a recorded run again with more evidence, and keep that in the ledger.

    Raises:
        BadInputError: there is no such run, or another version of the program recorded it.
        PlanwiseError: the ledger cannot be used.
    """
    with open_ledger(places) as ledger:
        recorded = find_run(ledger, run_id)
        origin = origin_from_json((recorded.result or {}).get(ORIGIN, {}))
        report = write_engine_report(evidence, places.reports / run_id, origin=origin, catalogue=load_lever_catalogue())
        record_evidence(ledger, run_id, {**evidence_as_json(evidence), ORIGIN: origin.as_json()})
    return report


def no_proposal_reason(result: OptimizationResult) -> str | None:
    """Why a search proposes nothing; None where it has something to propose."""
    if result.status is EngineStatus.CANCELLED:
        return "the search was cancelled"
    if not result.is_feasible:
        return "no candidate that was simulated satisfies all constraints; the nearest one stands in the report"
    return None if result.proposal.cells else "today's levers are the best that was found"
