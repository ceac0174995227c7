"""Search runs in the ledger: as they were given, and however they end."""

from __future__ import annotations

import os
import platform
import signal
import subprocess
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import StatementError

from optimization.errors import BadInputError, PlanwiseError, SimulationError
from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.governance.runs.run_process import RunProcess, this_process
from optimization.governance.runs.runs import SearchRun, find_run, list_runs, record_run
from optimization.places import Places

RUN_UNTIL_TOLD_OR_KILLED = """
from datetime import UTC, datetime
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.runs.runs import SearchRun, record_run
from optimization.places import places
run = SearchRun(run_id="loop-child", kind="target_loop", scenario_id="default", started_at=datetime.now(UTC),
                user="analyst", config={}, fingerprints={})
with open_ledger(places()) as ledger, record_run(ledger, run):
    print("inside", flush=True)
    input()
"""


def test_a_finished_run_reads_back_as_it_was_given(ledger: Ledger, search_run: SearchRun) -> None:
    result = {"final_growth": 0.1 + 0.2, "achievable_range": None, "note": "größer", "iterations": [1, 2]}
    before = datetime.now(UTC)
    with record_run(ledger, search_run) as outcome:
        outcome.finish(status="converged", result=result)
    found = find_run(ledger, search_run.run_id)
    assert (found.run, found.status, found.message, found.result) == (search_run, "converged", None, result)
    assert found.process == this_process()
    assert found.ended_at is not None
    assert found.ended_at.tzinfo is UTC
    assert before <= found.ended_at <= datetime.now(UTC)


def test_a_run_under_way_can_be_followed(ledger: Ledger, search_run: SearchRun) -> None:
    with record_run(ledger, search_run) as outcome:
        under_way = find_run(ledger, search_run.run_id)
        assert (under_way.status, under_way.ended_at, under_way.result) == ("running", None, None)
        outcome.finish(status="infeasible", result={})
        assert find_run(ledger, search_run.run_id).status == "infeasible"


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (SimulationError("The model int_pay broke."), "failed", "The model int_pay broke."),
        (KeyError("merit"), "failed", "KeyError: 'merit'"),
        (KeyboardInterrupt(), "interrupted", "KeyboardInterrupt"),
        (RuntimeError("Query interrupted"), "interrupted", "RuntimeError: Query interrupted"),
    ],
    ids=["a failure", "a defect", "an interruption", "an interruption while DuckDB is at work"],
)
def test_a_run_that_raises_is_recorded_with_the_reason(
    ledger: Ledger, search_run: SearchRun, error: BaseException, status: str, message: str
) -> None:
    with pytest.raises(type(error)) as raised, record_run(ledger, search_run):
        raise error
    assert raised.value is error
    found = find_run(ledger, search_run.run_id)
    assert (found.status, found.message, found.result) == (status, message, None)
    assert found.ended_at is not None


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError("disk full"), "OSError: disk full"),
        (BadInputError("No points."), "No points."),
        (KeyboardInterrupt(), "KeyboardInterrupt"),
    ],
    ids=["a failure", "bad input", "an interruption"],
)
def test_whatever_comes_after_the_result_is_only_its_message(
    ledger: Ledger, search_run: SearchRun, error: BaseException, message: str
) -> None:
    ended_at: list[datetime | None] = []

    def break_after_the_result() -> None:
        with record_run(ledger, search_run) as outcome:
            outcome.finish(status="converged", result={"final_growth": 2.0})
            ended_at.append(find_run(ledger, search_run.run_id).ended_at)
            raise error

    with pytest.raises(type(error)) as raised:
        break_after_the_result()
    assert raised.value is error
    found = find_run(ledger, search_run.run_id)
    assert (found.status, found.message, found.result) == ("converged", message, {"final_growth": 2.0})
    assert [found.ended_at] == ended_at


def test_bad_input_that_shows_before_the_result_leaves_no_run(ledger: Ledger, search_run: SearchRun) -> None:
    error = BadInputError("3 evaluations are too few.")
    with pytest.raises(BadInputError) as raised, record_run(ledger, search_run):
        raise error
    assert raised.value is error
    assert list_runs(ledger, 1) == ()


def test_a_run_that_says_nothing_of_its_end_has_failed(ledger: Ledger, search_run: SearchRun) -> None:
    with pytest.raises(RuntimeError, match="without a result"), record_run(ledger, search_run):
        pass
    assert find_run(ledger, search_run.run_id).status == "failed"


def test_a_run_finishes_once(ledger: Ledger, search_run: SearchRun) -> None:
    def finish_twice() -> None:
        with record_run(ledger, search_run) as outcome:
            outcome.finish(status="converged", result={"first": True})
            outcome.finish(status="stalled", result={"first": False})

    with pytest.raises(RuntimeError, match="finished already"):
        finish_twice()
    assert find_run(ledger, search_run.run_id).result == {"first": True}


def test_a_failure_that_cannot_be_recorded_does_not_hide_the_first_error(home: Places, search_run: SearchRun) -> None:
    error = SimulationError("The model int_pay broke.")

    def break_while_another_one_writes(ledger: Ledger, other: Ledger, until_after_the_run: ExitStack) -> None:
        with record_run(ledger, search_run):
            until_after_the_run.enter_context(other.write())
            raise error

    with (
        open_ledger(home, {}) as other,
        open_ledger(home, {}, wait_seconds=0.05) as ledger,
        ExitStack() as until_after_the_run,
        pytest.raises(SimulationError) as raised,
    ):
        break_while_another_one_writes(ledger, other, until_after_the_run)
    assert raised.value is error
    assert "could not be recorded: The ledger" in error.__notes__[0]


def test_a_killed_run_is_running_while_it_lives_and_abandoned_after(
    ledger: Ledger, start_on_ledger: Callable[[str], subprocess.Popen[str]]
) -> None:
    child = start_on_ledger(RUN_UNTIL_TOLD_OR_KILLED)
    assert child.stdout is not None
    assert child.stdout.readline() == "inside\n"
    alive = find_run(ledger, "loop-child")
    assert (alive.status, alive.process.pid, alive.process.host) == ("running", child.pid, platform.node())

    child.send_signal(signal.SIGKILL)
    child.wait()
    assert find_run(ledger, "loop-child").status == "abandoned"
    assert [recorded.status for recorded in list_runs(ledger, 1)] == ["abandoned"]


def test_an_interrupted_process_leaves_an_interrupted_run(
    ledger: Ledger, start_on_ledger: Callable[[str], subprocess.Popen[str]]
) -> None:
    child = start_on_ledger(RUN_UNTIL_TOLD_OR_KILLED)
    assert child.stdout is not None
    assert child.stdout.readline() == "inside\n"
    child.send_signal(signal.SIGINT)
    child.wait()
    assert find_run(ledger, "loop-child").status == "interrupted"


def test_a_process_of_another_host_is_not_known_to_be_gone() -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    here = RunProcess(host=platform.node(), pid=ended.pid, created_at=datetime.now(UTC))
    assert here.is_known_to_be_gone
    assert not replace(here, host="another-host").is_known_to_be_gone


def test_a_later_process_of_the_same_pid_is_not_the_run() -> None:
    assert not this_process().is_known_to_be_gone
    born_earlier = RunProcess(
        host=platform.node(), pid=os.getpid(), created_at=this_process().created_at - timedelta(minutes=1)
    )
    assert born_earlier.is_known_to_be_gone


def test_a_process_that_ended_and_waits_to_be_collected_is_gone() -> None:
    zombie = subprocess.Popen(["true"])
    os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
    assert RunProcess(host=platform.node(), pid=zombie.pid, created_at=datetime.now(UTC)).is_known_to_be_gone
    zombie.wait()


def test_runs_are_listed_newest_first_as_many_as_asked(ledger: Ledger, search_run: SearchRun) -> None:
    for day in (2, 3, 1):
        run = replace(search_run, run_id=f"loop-{day}", started_at=datetime(2025, 1, day, tzinfo=UTC))
        with record_run(ledger, run) as outcome:
            outcome.finish(status="converged", result={})
    assert [recorded.run.run_id for recorded in list_runs(ledger, 2)] == ["loop-3", "loop-2"]
    assert len(list_runs(ledger, 10)) == 3


def test_an_instant_of_another_time_zone_reads_back_in_utc(ledger: Ledger, search_run: SearchRun) -> None:
    in_delhi = datetime(2025, 1, 1, 2, 0, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    with record_run(ledger, replace(search_run, started_at=in_delhi)) as outcome:
        outcome.finish(status="converged", result={})
    started_at = find_run(ledger, search_run.run_id).run.started_at
    assert started_at.isoformat() == "2024-12-31T20:30:00+00:00"


def test_a_time_without_a_zone_is_refused(ledger: Ledger, search_run: SearchRun) -> None:
    naive = replace(search_run, started_at=datetime(2025, 1, 1))
    with pytest.raises(StatementError, match="needs a time zone"), record_run(ledger, naive):
        pass
    assert list_runs(ledger, 1) == ()


def test_a_run_is_recorded_once(ledger: Ledger, search_run: SearchRun) -> None:
    with record_run(ledger, search_run) as outcome:
        outcome.finish(status="converged", result={})
    with pytest.raises(PlanwiseError, match="refused a record"), record_run(ledger, search_run):
        pass
    assert find_run(ledger, search_run.run_id).status == "converged"


def test_an_unknown_run_gets_the_nearest_and_the_newest(ledger: Ledger, search_run: SearchRun) -> None:
    with pytest.raises(BadInputError, match="holds no run yet"):
        find_run(ledger, "loop-1")
    with record_run(ledger, search_run) as outcome:
        outcome.finish(status="converged", result={})
    with pytest.raises(BadInputError) as raised:
        find_run(ledger, "loop-20250102-030405-abc124")
    assert str(raised.value) == (
        "Unknown run 'loop-20250102-030405-abc124'. Did you mean 'loop-20250102-030405-abc123'? "
        "The newest: loop-20250102-030405-abc123."
    )
