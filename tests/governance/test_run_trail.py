"""Searches in the audit trail: told of when they begin and however they end, and closed when their process is gone."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from optimization.errors import BadInputError, PlanwiseError, SimulationError
from optimization.governance.audit_trail.audit_entries import read_entries
from optimization.governance.audit_trail.audit_verify import verify_chain
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.runs.run_iterations import list_iterations, record_iteration
from optimization.governance.runs.runs import (
    SearchRun,
    find_run,
    list_runs,
    list_unended_runs,
    record_run,
    settle_abandoned_runs,
)

RUN_UNTIL_KILLED = """
import sys
from datetime import UTC, datetime
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.runs.runs import SearchRun, record_run
from optimization.places import places
run = SearchRun(run_id="loop-child", kind="{kind}", scenario_id="default", started_at=datetime.now(UTC),
                user="analyst", config={{}}, fingerprints={{}})
with open_ledger(places()) as ledger, record_run(ledger, run):
    print("inside", flush=True)
    input()
"""


def told(ledger: Ledger) -> list[tuple[str, str, dict[str, Any]]]:
    with ledger.read() as connection:
        return [(str(entry.action), entry.user_id, dict(entry.details)) for entry in read_entries(connection)]


def test_a_search_is_told_of_from_its_start_to_its_result(ledger: Ledger, search_run: SearchRun) -> None:
    with record_run(ledger, search_run) as outcome:
        ((action, user, start),) = told(ledger)
        outcome.finish(
            status="converged",
            result={"converged": True, "iterations": 4, "final_growth": 2.0, "final_gap": 0.0, "cells": [1, 2]},
        )
    assert (action, user) == ("OPTIMIZATION_START", "analyst")
    assert start == {
        "run_id": search_run.run_id,
        "kind": "target_loop",
        "config": {"target_growth": 2.0, "levers": ["merit", "cola"], "seed": None},
        "fingerprints": {"census": "c" * 64, "levers": "1" * 64},
    }
    action, user, end = told(ledger)[1]
    assert (action, user) == ("OPTIMIZATION_COMPLETE", "analyst")
    assert 0 <= end.pop("execution_time_seconds") < 60
    assert end == {
        "run_id": search_run.run_id,
        "kind": "target_loop",
        "status": "converged",
        "has_result": True,
        "message": None,
        "converged": True,
        "iterations": 4,
        "final_growth": 2.0,
        "final_gap": 0.0,
    }
    assert verify_chain(ledger).entries == 2


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (SimulationError("The model int_pay broke."), "failed", "The model int_pay broke."),
        (KeyboardInterrupt(), "interrupted", "KeyboardInterrupt"),
        (BadInputError("3 evaluations are too few."), "refused", "3 evaluations are too few."),
    ],
    ids=["failed", "interrupted", "refused"],
)
def test_a_search_without_a_result_is_told_of_to_its_end(
    ledger: Ledger, search_run: SearchRun, error: BaseException, status: str, message: str
) -> None:
    with pytest.raises(type(error)), record_run(ledger, search_run):
        raise error
    (start_action, _, _), (end_action, _, end) = told(ledger)
    assert (start_action, end_action) == ("OPTIMIZATION_START", "OPTIMIZATION_COMPLETE")
    assert (end["status"], end["has_result"], end["message"]) == (status, False, message)


def test_what_fails_after_the_result_adds_no_second_end(ledger: Ledger, search_run: SearchRun) -> None:
    def break_after_the_result() -> None:
        with record_run(ledger, search_run) as outcome:
            outcome.finish(status="converged", result={})
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        break_after_the_result()
    assert [action for action, _, _ in told(ledger)] == ["OPTIMIZATION_START", "OPTIMIZATION_COMPLETE"]


@pytest.mark.parametrize(
    ("kind", "entries"),
    [
        ("target_loop", 2),
        ("engine", 2),
        ("sensitivity", 0),
        ("pareto", 0),
        ("robustness", 0),
        ("of a later version", 0),
    ],
)
def test_only_runs_that_look_for_levers_are_searches(
    ledger: Ledger, search_run: SearchRun, kind: str, entries: int
) -> None:
    with record_run(ledger, replace(search_run, kind=kind)) as outcome:
        outcome.finish(status="converged", result={})
    assert len(told(ledger)) == entries


def test_a_run_that_is_refused_a_record_leaves_no_entry(ledger: Ledger, search_run: SearchRun) -> None:
    with record_run(ledger, search_run) as outcome:
        outcome.finish(status="converged", result={})
    with pytest.raises(PlanwiseError, match="refused a record"), record_run(ledger, search_run):
        pass
    assert len(told(ledger)) == 2


@pytest.mark.parametrize(("kind", "entries"), [("target_loop", 2), ("pareto", 0)])
def test_a_killed_run_is_settled_once_with_an_end_in_the_trail(
    ledger: Ledger, start_on_ledger: Callable[[str], subprocess.Popen[str]], kind: str, entries: int
) -> None:
    child = start_on_ledger(RUN_UNTIL_KILLED.format(kind=kind))
    assert child.stdout is not None
    assert child.stdout.readline() == "inside\n"
    assert settle_abandoned_runs(ledger) == ()
    assert [each.status for each in list_unended_runs(ledger)] == ["running"]
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert [each.status for each in list_unended_runs(ledger)] == ["abandoned"]
    assert settle_abandoned_runs(ledger) == ("loop-child",)
    assert settle_abandoned_runs(ledger) == ()
    assert list_unended_runs(ledger) == ()
    found = find_run(ledger, "loop-child")
    assert (found.status, found.ended_at) == ("abandoned", None)
    assert found.message == "Its process ended without a word: it was killed, or the machine stopped."
    assert len(told(ledger)) == entries
    if entries:
        end = told(ledger)[1][2]
        assert (end["status"], end["has_result"], end["execution_time_seconds"]) == ("abandoned", False, None)


def test_iterations_can_be_followed_while_the_run_is_under_way(ledger: Ledger, search_run: SearchRun) -> None:
    with record_run(ledger, search_run) as outcome:
        assert list_iterations(ledger, search_run.run_id) == ()
        for growth in (2.4, 2.1):
            outcome.iteration({"current_growth": growth, "levers": {"cola_rate": None}})
        assert [(each.number, each.iteration) for each in list_iterations(ledger, search_run.run_id)] == [
            (1, {"current_growth": 2.4, "levers": {"cola_rate": None}}),
            (2, {"current_growth": 2.1, "levers": {"cola_rate": None}}),
        ]
        outcome.finish(status="converged", result={})
    assert len(list_iterations(ledger, search_run.run_id)) == 2


def test_iterations_are_numbered_within_their_run_and_need_one(ledger: Ledger, search_run: SearchRun) -> None:
    other = replace(search_run, run_id="loop-other")
    for run in (search_run, other):
        with record_run(ledger, run) as outcome:
            outcome.iteration({})
            outcome.finish(status="converged", result={})
    assert record_iteration(ledger, other.run_id, {}) == 2
    with pytest.raises(PlanwiseError, match="refused a record"):
        record_iteration(ledger, "loop-unknown", {})


def test_a_refused_search_takes_its_iterations_with_it(ledger: Ledger, search_run: SearchRun) -> None:
    def refuse_after_an_iteration() -> None:
        with record_run(ledger, search_run) as outcome:
            outcome.iteration({})
            raise BadInputError("No points.")

    with pytest.raises(BadInputError):
        refuse_after_an_iteration()
    assert (list_runs(ledger, 1), list_iterations(ledger, search_run.run_id)) == ((), ())
