"""The choice of levers for several objectives as assets: the engine, what looks around its answer, and the evidence.

No `from __future__ import annotations` here: Dagster reads config classes from the annotations themselves.
"""

from typing import Any

import dagster as dg

from optimization.commands.engine_flags import ENGINE_FLAGS, fraction_warning, repeating_command
from optimization.evidence.reports.stored_values import as_stored, from_stored, front_as_stored, front_from_stored
from optimization.places import places
from optimization.recommendation.evidence_plan import EvidencePlan, evidence_plan
from optimization.search.engine_history import OnBatch
from optimization.search.engine_result import BatchRecord, EngineStatus
from optimization.search.exploration.local_sensitivity_result import LocalSensitivity
from optimization.search.exploration.sobol_result import SobolSensitivity
from optimization.search.problem.objective_weights import parse_objectives
from optimization.simulation.search_settings import search_settings
from orchestrator.dbt_translation import CENSUS_KEY, LAYER_TAG, OPTIMIZATION, OWNER, SEARCH
from orchestrator.engine_answers import opened_answer
from orchestrator.engine_config import (
    EngineAssetConfig,
    EvidenceConfig,
    FrontConfig,
    SensitivityConfig,
    checked_engine_config,
    checked_front_method,
)
from orchestrator.engine_metadata import engine_metadata, evidence_metadata, front_metadata, sensitivity_metadata
from orchestrator.failures import failures_in_words
from orchestrator.horizon import horizon_metadata, tell_horizon
from orchestrator.names import WAREHOUSE_POOL
from orchestrator.run_identity import run_user
from orchestrator.run_tags import asked_tags, tag_run


@dg.asset(
    deps=[CENSUS_KEY, "published_warehouse"],
    group_name=OPTIMIZATION,
    owners=[OWNER],
    kinds={"python"},
    tags={LAYER_TAG: SEARCH},
    pool=WAREHOUSE_POOL,
)
def advanced_optimization_engine(
    context: dg.AssetExecutionContext, config: EngineAssetConfig
) -> dg.MaterializeResult[dict[str, Any]]:
    """The levers that serve cost, equity and targets best, as a proposal; nothing in force is changed.

    Searched on the census and levers in force, with the horizon and assumptions of the published run.
    """
    from optimization.recommendation.engine import recommend_by_objectives
    from optimization.recommendation.recorded_run import AskedRun

    with failures_in_words():
        weights, question = parse_objectives(config.objectives), checked_engine_config(config)
        user = run_user(context.run.tags)
        tag_run(
            context,
            asked_tags(user=user, scenario_ids=[question.scenario_id], target_growth=question.target_growth),
        )
        settings = search_settings(places())
        tell_horizon(context.log, settings, what="Searching")
        if warning := fraction_warning(question):
            context.log.warning(warning)
        command = repeating_command("engine", weights, ENGINE_FLAGS.repeating(question), settings)
        found = recommend_by_objectives(
            weights,
            question,
            settings=settings,
            places=places(),
            asked=AskedRun(user=user, command=command),
            # Assets of their own look further.
            plan=EvidencePlan(front_points=0, robustness_seeds=0),
            on_batch=_logged(context.log),
            on_progress=context.log.info,
        )
        if found.result.status is EngineStatus.CANCELLED:
            # To Dagster it is a run that was terminated.
            raise dg.DagsterExecutionInterruptedError(
                f"The search was cancelled. The best that was found by then is recorded as run {found.run_id}: see "
                f"{found.report.html}."
            )
        metadata = {**horizon_metadata(settings), **engine_metadata(found)}
    value = {
        "run_id": found.run_id,
        "proposal_id": found.proposal_id,
        "report": str(found.report.html),
        "result": found.result.as_json(),
    }
    return dg.MaterializeResult(value=value, metadata=metadata)


@dg.asset(group_name=OPTIMIZATION, owners=[OWNER], kinds={"python"}, tags={LAYER_TAG: SEARCH}, pool=WAREHOUSE_POOL)
def optimization_sensitivity_analysis(
    context: dg.AssetExecutionContext, config: SensitivityConfig, advanced_optimization_engine: dict[str, Any]
) -> dg.MaterializeResult[dict[str, Any]]:
    """Which levers move growth, cost, equity and the objective around the engine's answer, and by how much."""
    from optimization.recommendation.engine_evidence import sensitivity_around
    from optimization.recommendation.explorations import sobol_of

    with failures_in_words(), opened_answer(advanced_optimization_engine, context.log) as (result, look):
        local = sensitivity_around(result.proposal, look)
        sobol = sobol_of(look, evaluations=config.sobol_evaluations) if config.sobol_evaluations else None
    value = {
        "local": as_stored(LocalSensitivity, local),
        "sobol": None if sobol is None else as_stored(SobolSensitivity, sobol),
    }
    return dg.MaterializeResult(value=value, metadata=sensitivity_metadata(local, sobol))


@dg.asset(group_name=OPTIMIZATION, owners=[OWNER], kinds={"python"}, tags={LAYER_TAG: SEARCH}, pool=WAREHOUSE_POOL)
def optimization_pareto_front(
    context: dg.AssetExecutionContext, config: FrontConfig, advanced_optimization_engine: dict[str, Any]
) -> dg.MaterializeResult[dict[str, Any]]:
    """What cost, pay dispersion and missed targets may be had for at each other's expense, for the same question."""
    from optimization.recommendation.engine_evidence import front_of

    with failures_in_words(), opened_answer(advanced_optimization_engine, context.log) as (result, look):
        front = front_of(look, points=config.points, method=checked_front_method(config))
        if not front.is_complete:
            # Nothing but an interruption cuts it off, and half a front is none to build a report on.
            raise dg.DagsterExecutionInterruptedError(front.message)
    return dg.MaterializeResult(value=front_as_stored(front), metadata=front_metadata(front, result))


@dg.asset(group_name=OPTIMIZATION, owners=[OWNER], kinds={"python"}, tags={LAYER_TAG: SEARCH}, pool=WAREHOUSE_POOL)
def optimization_evidence_report(
    context: dg.AssetExecutionContext,
    config: EvidenceConfig,
    advanced_optimization_engine: dict[str, Any],
    optimization_sensitivity_analysis: dict[str, Any],
    optimization_pareto_front: dict[str, Any],
) -> dg.MaterializeResult[dict[str, Any]]:
    """The evidence for whoever must sign: the engine's answer with all that was found out about it, as one report."""
    from optimization.recommendation.engine import write_evidence
    from optimization.recommendation.engine_evidence import gather_evidence

    with failures_in_words(), opened_answer(advanced_optimization_engine, context.log) as (result, look):
        evidence = gather_evidence(
            result,
            look,
            evidence_plan(front_points=0, **config.model_dump()),
            sensitivity=from_stored(LocalSensitivity, optimization_sensitivity_analysis["local"]),
            front=front_from_stored(optimization_pareto_front),
            on_progress=context.log.info,
        )
        run_id = advanced_optimization_engine["run_id"]
        report = write_evidence(evidence, run_id=run_id, places=places())
    return dg.MaterializeResult(value=report.as_json(), metadata=evidence_metadata(evidence, report, run_id=run_id))


def _logged(log: dg.DagsterLogManager) -> OnBatch:
    def show(record: BatchRecord) -> None:
        log.info(
            f"step {record.step}: best objective {record.best_objective:.6f}, {record.evaluations} candidates so far"
        )

    return show
