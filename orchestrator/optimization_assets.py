"""The search for levers as assets: the target loop, and its summary.

No `from __future__ import annotations` here: Dagster reads the config class from the annotation itself.
"""

from typing import Any

import dagster as dg

from optimization.commands.loop_flags import repeating_command
from optimization.places import places
from optimization.search.loop.target_loop_config import unit_warning
from optimization.search.loop.target_loop_result import IterationRecord
from optimization.simulation.search_settings import search_settings
from orchestrator.dbt_translation import CENSUS_KEY, LAYER_TAG, OPTIMIZATION, OWNER, SEARCH
from orchestrator.failures import failures_in_words
from orchestrator.horizon import horizon_metadata, tell_horizon
from orchestrator.loop_config import LoopConfig, checked_loop_config
from orchestrator.loop_metadata import loop_metadata
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
def compensation_optimization_loop(
    context: dg.AssetExecutionContext, config: LoopConfig
) -> dg.MaterializeResult[dict[str, Any]]:
    """The levers that bring pay growth to its target, as a proposal with its evidence; nothing in force is changed.

    Searched on the census and levers in force, with the horizon and assumptions of the published run.
    """
    from optimization.recommendation.recorded_run import AskedRun
    from optimization.recommendation.target_loop import recommend_levers

    def log_iteration(record: IterationRecord) -> None:
        context.log.info(
            f"iteration {record.iteration}: growth {record.growth:.3f} %, {record.gap:+.3f} pp to the target"
        )

    with failures_in_words():
        question = checked_loop_config(config)
        warning = unit_warning(question)
        if warning:
            context.log.warning(warning)
        user = run_user(context.run.tags)
        tag_run(
            context,
            asked_tags(user=user, scenario_ids=[question.scenario_id], target_growth=question.target_growth),
        )
        settings = search_settings(places())
        tell_horizon(context.log, settings, what="Searching")
        found = recommend_levers(
            question,
            settings=settings,
            places=places(),
            asked=AskedRun(user=user, command=repeating_command(question, settings)),
            on_iteration=log_iteration,
            on_progress=context.log.info,
        )
        metadata = {**horizon_metadata(settings), **loop_metadata(found)}
    value = {
        "run_id": found.run_id,
        "proposal_id": found.proposal_id,
        "report": str(found.report.html),
        "result": found.result.as_json(),
        "summary": found.summary.as_json(),
    }
    return dg.MaterializeResult(value=value, metadata=metadata)


@dg.asset(group_name=OPTIMIZATION, owners=[OWNER], kinds={"python"}, tags={LAYER_TAG: SEARCH})
def optimization_results_summary(
    compensation_optimization_loop: dict[str, Any],
) -> dg.MaterializeResult[dict[str, Any]]:
    """What the search achieved and what to do next, in the few figures that a dashboard shows."""
    summary: dict[str, Any] = compensation_optimization_loop["summary"]
    bullets = "\n".join(f"- {sentence}" for sentence in summary["recommendations"])
    return dg.MaterializeResult(value=summary, metadata={**summary, "recommendations": dg.MetadataValue.md(bullets)})
