"""Runs whose process was killed: they are ended in Dagster's history, and what they held is freed."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping

import dagster as dg

# On a run of this command: where it runs, so that a later one can tell whether it still does.
_HOST_TAG, _PID_TAG = "planwise/host", "planwise/pid"


def process_tags() -> Mapping[str, str]:
    """The tags by which `end_abandoned_runs` knows a run of this process."""
    return {_HOST_TAG: platform.node(), _PID_TAG: str(os.getpid())}


def end_abandoned_runs(instance: dg.DagsterInstance) -> tuple[str, ...]:
    """Mark runs whose process is gone as failed, free their slots of the pool, and return their ids.

    A killed run keeps its slot, and the next one would wait for it for ever: Dagster's run monitoring does not see that
    a process is gone. Runs without the tags of this command, and those of other hosts, are for a person to terminate.
    """
    import psutil

    unfinished = dg.RunsFilter(
        statuses=[dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING],
        tags={_HOST_TAG: platform.node()},
    )
    ended = []
    for run in instance.get_runs(filters=unfinished):
        pid = run.tags.get(_PID_TAG, "")
        if pid.isdecimal() and not psutil.pid_exists(int(pid)):
            instance.report_run_failed(run, f"Its process, {pid}, is gone: it was killed or the machine went down.")
            instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
            ended.append(run.run_id)
    return tuple(ended)
