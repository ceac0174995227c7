"""When jobs start by themselves."""

from __future__ import annotations

from datetime import datetime

import dagster as dg

from orchestrator.jobs import compensation_optimization_job
from orchestrator.loop_config import LoopConfig, checked_loop_config
from orchestrator.run_tags import asked_tags

QUARTER_TAG = "planwise/quarter"
# The user that searches of this schedule are recorded with.
_ASKED_BY = "quarterly schedule"
_MONTHS_PER_QUARTER = 3
_NOT_DONE = {dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED}


@dg.schedule(
    job=compensation_optimization_job,
    cron_schedule="0 6 1 1,4,7,10 *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="Looks for the levers at 06:00 UTC on the first day of each quarter, once a quarter; stopped until "
    "switched on. A quarter whose run failed or was cancelled may be asked for again.",
)
def quarterly_compensation_optimization(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """One request per quarter, with nothing typed: the target is the loop's default."""
    quarter = quarter_name(context.scheduled_execution_time)
    # Dagster's daemon compares run keys within one scheduled moment only.
    runs = context.instance.get_runs(dg.RunsFilter(tags={QUARTER_TAG: quarter}))
    finished = next((run for run in runs if run.status not in _NOT_DONE), None)
    if finished is not None:
        return dg.SkipReason(f"{quarter} has its run already: {finished.run_id}.")
    question = checked_loop_config(LoopConfig())
    asked = asked_tags(user=_ASKED_BY, scenario_ids=[question.scenario_id], target_growth=question.target_growth)
    return dg.RunRequest(run_key=quarter, tags={QUARTER_TAG: quarter, **asked})


def quarter_name(day: datetime) -> str:
    """The quarter that a moment lies in, like 2026Q1."""
    return f"{day.year}Q{(day.month - 1) // _MONTHS_PER_QUARTER + 1}"
