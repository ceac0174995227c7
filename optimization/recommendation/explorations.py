"""Looks around today's levers or around a proposal: each a recorded run with a report of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from optimization.evidence.explorations.exploration import (
    Around,
    Exploration,
    FrontReport,
    RobustnessReport,
    SensitivityReport,
)
from optimization.evidence.explorations.exploration_json import exploration_as_json
from optimization.evidence.explorations.exploration_reports import write_exploration
from optimization.evidence.reports.report_files import ReportFiles
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.runs.run_kinds import RunKind
from optimization.governance.runs.runs import record_run
from optimization.parameters.lever_cells import LeverCell, LeverVector
from optimization.parameters.settings import SimulationSettings
from optimization.places import Places
from optimization.recommendation.engine_evidence import STATUS_QUO, front_of, robustness_of, sensitivity_around
from optimization.recommendation.looks import Look, opened_look
from optimization.recommendation.recorded_run import ORIGIN, AskedRun, begin_run
from optimization.search.engine_config import EngineConfig
from optimization.search.exploration.measures import default_measures
from optimization.search.exploration.pareto_result import FrontMethod
from optimization.search.exploration.sobol import sobol_sensitivity
from optimization.search.exploration.sobol_result import Over, SobolSensitivity
from optimization.search.problem.objective_weights import ObjectiveWeights
from optimization.simulation.run_inputs import gather_inputs

Kind = Literal[RunKind.SENSITIVITY, RunKind.PARETO, RunKind.ROBUSTNESS]

# How an exploration is recorded that came to its end, and one that was interrupted with something to show.
_FINISHED = "finished"
_CANCELLED = "cancelled"
# Candidates that Sobol's sample hands over at once.
_SOBOL_BATCH = 512


@dataclass(frozen=True, kw_only=True)
class Centre:
    """What is looked around: levers by cell, under a name; nothing changed is today's levers."""

    name: str = STATUS_QUO
    changes: Mapping[LeverCell, float]


@dataclass(frozen=True, kw_only=True)
class RecordedExploration:
    """An exploration with its report; `is_cancelled` where somebody interrupted it, and what was found is kept."""

    run_id: str
    found: Exploration
    report: ReportFiles
    is_cancelled: bool


def explore(  # noqa: PLR0913 - what is looked for and around, on what, by whom, and who is told
    kind: Kind,
    find: Callable[[Look, Around], Exploration],
    *,
    weights: ObjectiveWeights,
    config: EngineConfig,
    centre: Centre,
    settings: SimulationSettings,
    places: Places,
    asked: AskedRun,
    workers: int = 1,
    memory_bytes: int | None = None,
    on_progress: Callable[[str], None] = lambda _step: None,
) -> RecordedExploration:
    """Look around a centre, and leave behind the report and the run in the ledger.

    The lever file and the published warehouse are only read.

    Args:
        kind: What the ledger calls the run.
        find: What to look for; one of the functions below.
        weights: What each objective counts.
        config: The question; what only steers a solver is not looked at.
        centre: What to look around.
        settings: Horizon and assumptions of the simulation.
        places: Census, levers, targets, reports.
        asked: Who asks, and how to ask again.
        workers: Processes that share a batch.
        memory_bytes: For all of them together.
        on_progress: Told each step as it begins.

    Raises:
        BadInputError: census, levers, targets or the question are wrong; no run is recorded.
        SimulationError: a candidate could not be simulated; the failed run is recorded.
    """
    on_progress("preparing the simulator")
    inputs = gather_inputs(places, settings, scenario_ids=[config.scenario_id], seeds=[config.seed])
    question = {"around": centre.name, "objectives": weights.model_dump(), **config.model_dump(mode="json")}
    run, origin = begin_run(kind, asked, inputs, prefix=kind, config=question)
    with (
        open_ledger(places) as ledger,
        record_run(ledger, run) as outcome,
        opened_look(
            weights,
            config,
            inputs,
            places,
            ledger=ledger,
            workers=workers,
            memory_bytes=memory_bytes,
            on_progress=on_progress,
        ) as look,
    ):
        on_progress(f"looking around {centre.name}")
        found = find(look, _around(centre, look, weights))
        outcome.finish(
            status=_CANCELLED if _is_cancelled(found) else _FINISHED,
            result={**exploration_as_json(found), ORIGIN: origin.as_json()},
        )
        on_progress("writing the report")
        report = write_exploration(found, places.reports / run.run_id, origin=origin, catalogue=look.world.catalogue)
    return RecordedExploration(run_id=run.run_id, found=found, report=report, is_cancelled=_is_cancelled(found))


def find_sensitivity(
    look: Look, around: Around, *, sobol_evaluations: int = 0, over: Over = "bounds"
) -> SensitivityReport:
    """Slopes around the centre, and Sobol indices over the space where evaluations are given for them.

    Raises:
        BadInputError: too few evaluations for the number of levers.
    """
    sobol = sobol_of(look, evaluations=sobol_evaluations, over=over) if sobol_evaluations else None
    return SensitivityReport(around=around, local=sensitivity_around(_candidate(around), look), sobol=sobol)


def sobol_of(look: Look, *, evaluations: int, over: Over = "bounds") -> SobolSensitivity:
    """Sobol indices of the decision variables for growth, cost, equity and the objective.

    Raises:
        BadInputError: too few evaluations for the number of levers, or a single lever.
    """
    import numpy as np

    return sobol_sensitivity(
        look.problem.space,
        ask=look.ask,
        measures=default_measures(look.config.growth_method, problem=look.problem),
        evaluations=evaluations,
        rng=np.random.default_rng(look.config.random_seed),
        over=over,
        batch_size=_SOBOL_BATCH,
    )


def find_front(look: Look, around: Around, *, points: int, method: FrontMethod) -> FrontReport:
    """The Pareto front of the question, and beside it what the centre gives where it changes any lever.

    Raises:
        BadInputError: too few points, or a method that is not installed.
        SimulationError: the centre could not be simulated.
    """
    centre, proposal = _candidate(around), None
    if centre.cells:
        (metrics,) = look.ask([centre])
        proposal = (look.problem.terms(metrics), metrics)
    return FrontReport(around=around, front=front_of(look, points=points, method=method), proposal=proposal)


def find_robustness(look: Look, around: Around, *, seeds: int) -> RobustnessReport:
    """How the centre fares in other random worlds, beside today's levers where it changes any."""
    candidates = {STATUS_QUO: LeverVector(cells={}), around.name: _candidate(around)}
    return RobustnessReport(around=around, robustness=robustness_of(candidates, look, seeds=seeds))


def _is_cancelled(found: Exploration) -> bool:
    # A look has no ceiling and no deadline: nothing else cuts a front off.
    return isinstance(found, FrontReport) and not found.front.is_complete


def _around(centre: Centre, look: Look, weights: ObjectiveWeights) -> Around:
    table = look.problem.space.table
    return Around(
        name=centre.name,
        cells_before=table.values(),
        cells_after=table.after(LeverVector(cells=centre.changes)),
        locked_cells=frozenset(cell for cell, setting in table.settings.items() if setting.is_locked),
        metrics_before=look.problem.today,
        config=look.config,
        objectives=weights,
        seeds=(look.config.seed,),
        inputs_fingerprint=look.world.simulator.inputs_fingerprint,
    )


def _candidate(around: Around) -> LeverVector:
    changed = {cell: value for cell, value in around.cells_after.items() if value != around.cells_before[cell]}
    return LeverVector(cells=changed)
