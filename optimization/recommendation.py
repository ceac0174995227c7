"""From a pay-growth target to a recommendation: search, evidence report, recorded run and proposal."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from optimization.evidence.loop_page import RunOrigin
from optimization.evidence.loop_report import ReportFiles, write_loop_report
from optimization.evidence.loop_summary import LoopSummary, summarize_loop
from optimization.evidence.versions import running_versions
from optimization.governance.ledger import open_ledger
from optimization.governance.proposals import record_proposal
from optimization.governance.runs import SearchRun, record_run
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.settings import SimulationSettings
from optimization.places import Places
from optimization.search.loop_run import OnIteration
from optimization.search.target_loop import run_target_loop
from optimization.simulation.dbt_simulator import dbt_simulator
from optimization.simulation.run_inputs import gather_inputs

if TYPE_CHECKING:
    from optimization.search.target_loop_config import TargetLoopConfig
    from optimization.search.target_loop_result import TargetLoopResult

_RUN_KIND = "target_loop"


@dataclass(frozen=True, kw_only=True)
class Recommendation:
    """A finished search with its evidence. `proposal_id` is None when today's levers are the best found."""

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
    user: str,
    command: str,
    on_iteration: OnIteration | None = None,
    on_progress: Callable[[str], None] = lambda _step: None,
) -> Recommendation:
    """Run the target loop and leave behind its report, its run in the ledger, and a proposal when a lever moves.

    The lever file and the published warehouse are only read.

    Args:
        config: the question.
        settings: horizon and assumptions of the simulation.
        places: census, levers, reports.
        user: who asks; recorded with run and proposal.
        command: how to repeat the run, for the report.
        on_iteration: told every iteration as it ends.
        on_progress: told each step as it begins.

    Raises:
        BadInputError: census, levers or config are wrong.
        SimulationError: a candidate could not be simulated; the failed run is recorded.
    """
    started_at = datetime.now(UTC)
    run_id = f"loop-{started_at:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    catalogue = load_lever_catalogue()
    on_progress("preparing the simulator")
    inputs = gather_inputs(places, settings, scenario_ids=[config.scenario_id], seeds=[config.seed])
    with open_ledger(places) as ledger:
        run = SearchRun(
            run_id=run_id,
            kind=_RUN_KIND,
            scenario_id=config.scenario_id,
            started_at=started_at,
            user=user,
            config=config.model_dump(mode="json"),
            fingerprints=dict(inputs.fingerprints),
        )
        with record_run(ledger, run) as outcome, dbt_simulator(inputs, places) as simulator:
            on_progress("searching")
            result = run_target_loop(config, simulator, catalogue=catalogue, on_iteration=on_iteration)
            locked = frozenset(cell for cell, s in simulator.levers.settings.items() if s.is_locked)
            outcome.finish(status=str(result.status), result=result.as_json())
            # Within the recorded run: a report that cannot be written makes it a failed one.
            on_progress("writing the report")
            report = write_loop_report(
                result,
                places.reports / run_id,
                origin=RunOrigin(
                    run_id=run_id,
                    as_of=started_at,
                    command=command,
                    warehouse=None,
                    locked=locked,
                    versions=running_versions(),
                ),
                catalogue=catalogue,
            )
            proposal_id = None
            if result.proposal.cells:
                proposal_id = record_proposal(
                    ledger, run=run, before=result.cells_before, changes=result.proposal.cells
                ).proposal_id
    return Recommendation(
        run_id=run_id, result=result, summary=summarize_loop(result), report=report, proposal_id=proposal_id
    )
