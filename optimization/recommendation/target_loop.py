"""From a pay-growth target to a recommendation: search, evidence report, recorded run and proposal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from optimization.evidence.loop.loop_answer import loop_answer, no_proposal_reason
from optimization.evidence.loop.loop_report import write_loop_report
from optimization.evidence.loop.loop_summary import LoopSummary, summarize_loop
from optimization.evidence.reports.report_files import ReportFiles
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.runs.run_kinds import RunKind
from optimization.governance.runs.runs import RunOutcome, record_run
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.settings import SimulationSettings
from optimization.places import Places
from optimization.recommendation.recorded_outcome import check_governance_rules, record_outcome
from optimization.recommendation.recorded_run import ORIGIN, AskedRun, begin_run
from optimization.search.loop.loop_run import OnIteration
from optimization.search.loop.real_check import simulated
from optimization.search.loop.target_loop import run_target_loop
from optimization.simulation.batch_simulator import batch_simulator
from optimization.simulation.opening_headcounts import opening_headcounts
from optimization.simulation.run_inputs import gather_inputs
from optimization.simulation.surrogate_levers import surface_levers
from optimization.simulation.surrogate_simulator import SurrogateSimulator

if TYPE_CHECKING:
    from optimization.parameters.lever_catalogue import LeverCatalogue
    from optimization.search.loop.target_loop_config import TargetLoopConfig
    from optimization.search.loop.target_loop_result import IterationRecord, TargetLoopResult
    from optimization.simulation.protocol import Simulator


@dataclass(frozen=True, kw_only=True)
class Recommendation:
    """A finished search with its evidence.

    `proposal_id` is None where `no_proposal_reason` says why, or where the search was asked not to propose.
    """

    run_id: str
    result: TargetLoopResult
    summary: LoopSummary
    report: ReportFiles
    proposal_id: str | None


def recommend_levers(  # noqa: PLR0913 - what is asked, on what, by whom, and who is told
    config: TargetLoopConfig,
    *,
    settings: SimulationSettings,
    places: Places,
    asked: AskedRun,
    workers: int = 1,
    memory_bytes: int | None = None,
    on_iteration: OnIteration | None = None,
    on_progress: Callable[[str], None] = lambda _step: None,
    on_chunk: Callable[[int, int], None] = lambda _done, _total: None,
) -> Recommendation:
    """Run the target loop and leave behind its report, its run in the ledger, and a proposal if it has one to make.

    The lever file and the published warehouse are only read.

    Args:
        config: the question.
        settings: horizon and assumptions of the simulation.
        places: census, levers, reports.
        asked: who asks, how to ask again, and why; recorded with run, proposal and decision.
        workers: processes that share a batch.
        memory_bytes: for all of them together; half of what is free unless given.
        on_iteration: told every iteration as it ends.
        on_progress: told each step as it begins.
        on_chunk: told after every part of a batch how many of its candidates are done.

    Raises:
        BadInputError: census, levers or config are wrong.
        SimulationError: a candidate could not be simulated; the failed run is recorded.
    """
    check_governance_rules()
    catalogue = load_lever_catalogue()
    on_progress("preparing the simulator")
    inputs = gather_inputs(places, settings, scenario_ids=[config.scenario_id], seeds=[config.seed])
    run, origin = begin_run(RunKind.TARGET_LOOP, asked, inputs, prefix="loop", config=config.model_dump(mode="json"))
    with (
        open_ledger(places) as ledger,
        record_run(ledger, run) as outcome,
        batch_simulator(
            inputs,
            places,
            workers=workers,
            memory_bytes=memory_bytes,
            on_progress=on_progress,
            on_chunk=on_chunk,
        ) as simulator,
    ):
        headcounts = opening_headcounts(inputs, places)
        on_progress("searching")
        result = find_levers(
            config, simulator, catalogue=catalogue, on_iteration=_recorded_iterations(outcome, on_iteration)
        )
        with outcome.finishing(
            status=str(result.status), result={**result.as_json(), ORIGIN: origin.as_json()}
        ) as connection:
            proposal_id = record_outcome(
                connection,
                run,
                result,
                lever_rows=inputs.lever_rows,
                headcounts=headcounts,
                catalogue=catalogue,
                is_proposing=asked.is_proposing and no_proposal_reason(result) is None,
                rationale=asked.rationale_with(loop_answer(result)),
            )
        # Within the recorded run: why a report cannot be written is kept with it.
        on_progress("writing the report")
        report = write_loop_report(result, places.reports / run.run_id, origin=origin, catalogue=catalogue)
    return Recommendation(
        run_id=run.run_id,
        result=result,
        summary=summarize_loop(result, catalogue=catalogue),
        report=report,
        proposal_id=proposal_id,
    )


def _recorded_iterations(outcome: RunOutcome, on_iteration: OnIteration | None) -> OnIteration:
    """Keep every iteration for whoever follows the run, and tell the caller of it."""

    def record(iteration: IterationRecord) -> None:
        outcome.iteration(asdict(iteration))
        if on_iteration is not None:
            on_iteration(iteration)

    return record


def find_levers(
    config: TargetLoopConfig, real: Simulator, *, catalogue: LeverCatalogue, on_iteration: OnIteration | None
) -> TargetLoopResult:
    """The target loop on the simulator that the config names; what a response surface proposes is simulated."""
    if config.simulator == "real":
        return run_target_loop(config, real, catalogue=catalogue, on_iteration=on_iteration)
    levers = surface_levers(real.levers, families=config.levers, catalogue=catalogue)
    surface = SurrogateSimulator(real, levers, design_seed=config.seed)
    result = run_target_loop(config, surface, catalogue=catalogue, on_iteration=on_iteration)
    errors = tuple(surface.errors[seed].as_json() for seed in result.seeds)
    return simulated(result, real, catalogue=catalogue, surface_errors=errors)
