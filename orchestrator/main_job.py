"""`python -m orchestrator.main_job`: the main job in this process, for a person at a terminal.

Exit codes: 0 done, 1 failed, 2 bad input, 3 finished without meeting the target.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from optimization.errors import PlanwiseError
from optimization.places import places
from orchestrator.dagster_home import use_dagster_home
from orchestrator.names import LOOP

if TYPE_CHECKING:
    import dagster as dg

_JOB = "compensation_optimization_job"
_NOT_MET = 3


def main() -> int:
    """Run the job, and say what it found or what went wrong."""
    home = use_dagster_home(places())
    print(f"{_JOB} is starting; its history is kept in {home}", file=sys.stderr, flush=True)
    try:
        result = _execute()
    except PlanwiseError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    if not result.success:
        return _tell_failure(result)
    found = result.output_for_node(LOOP)
    _show(found)
    return 0 if found["result"]["converged"] else _NOT_MET


def _execute() -> dg.ExecuteInProcessResult:
    import dagster as dg

    from orchestrator.abandoned_runs import end_abandoned_runs, process_tags
    from orchestrator.definitions import defs

    with dg.DagsterInstance.get() as instance:
        for run_id in end_abandoned_runs(instance):
            print(f"Run {run_id} was killed before it ended; it is marked as failed.", file=sys.stderr)
        return defs.resolve_job_def(_JOB).execute_in_process(
            instance=instance,
            run_config={"loggers": {"progress": {}}},
            tags=dict(process_tags()),
            raise_on_error=False,
        )


def _tell_failure(result: dg.ExecuteInProcessResult) -> int:
    """Print the words of every failed step, and return the exit code of the first."""
    from orchestrator.failures import EXIT_CODE

    exit_codes = []
    for event in result.all_events:
        if not event.is_step_failure:
            continue
        failure = event.step_failure_data
        ours = failure.user_failure_data
        words = ours.description if ours else failure.error_display_string
        print(f"\n{event.step_key} failed.\n{words}", file=sys.stderr)
        given = ours.metadata[EXIT_CODE].value if ours and EXIT_CODE in ours.metadata else None
        exit_codes.append(given if isinstance(given, int) else PlanwiseError.exit_code)
    return exit_codes[0] if exit_codes else PlanwiseError.exit_code


def _show(found: dict[str, Any]) -> None:
    from rich.console import Console

    from orchestrator.loop_screen import loop_screen

    Console().print(loop_screen(found))


if __name__ == "__main__":
    sys.exit(main())
