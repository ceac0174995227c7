"""When jobs start by themselves."""

from __future__ import annotations

from datetime import datetime

import dagster as dg

from orchestrator.jobs import compensation_optimization_job
from orchestrator.run_identity import USER_TAG

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
)
def quarterly_compensation_optimization(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Looks for the levers at 06:00 UTC on the first day of each quarter, once a quarter; stopped until switched on."""
    quarter = quarter_name(context.scheduled_execution_time)
    # Dagster's daemon compares run keys within one scheduled moment only.
    runs = context.instance.get_runs(dg.RunsFilter(tags={QUARTER_TAG: quarter}))
    finished = next((run for run in runs if run.status not in _NOT_DONE), None)
    if finished is not None:
        return dg.SkipReason(f"{quarter} has its run already: {finished.run_id}.")
    return dg.RunRequest(run_key=quarter, tags={QUARTER_TAG: quarter, USER_TAG: _ASKED_BY})


def quarter_name(day: datetime) -> str:
    """The quarter that a moment lies in, like 2026Q1."""
    return f"{day.year}Q{(day.month - 1) // _MONTHS_PER_QUARTER + 1}"
