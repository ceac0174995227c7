"""A finished search is in the ledger whole: result, performance, proposal and decision, or none of them."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest
from engine_figures import engine_result

from optimization.errors import BadInputError
from optimization.governance.decision_records.decision_store import list_decisions
from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.governance.proposals.proposals import list_proposals
from optimization.governance.runs.runs import SearchRun, find_run, record_run
from optimization.governance.search_history.search_performance import performance_since
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.places import Places
from optimization.recommendation.recorded_outcome import record_outcome

# Status, performances, proposals and decisions.
NOTHING = ("abandoned", 0, 0, 0)
EVERYTHING = ("CONVERGED", 1, 1, 1)
# What ends a search writes at least this often: its run, performance, proposal, decision, and two audit entries.
FEWEST_STATEMENTS = 6


@pytest.fixture
def engine_run(search_run: SearchRun) -> SearchRun:
    return replace(search_run, run_id="engine-0", kind="engine")


def record_search(ledger: Ledger, run: SearchRun, *, on_found: Callable[[], None] = lambda: None) -> None:
    """What recommending does once the search is done."""
    result = engine_result()
    with record_run(ledger, run) as outcome:
        on_found()
        with outcome.finishing(status="CONVERGED", result=result.as_json()) as connection:
            record_outcome(
                connection,
                run,
                result,
                lever_rows=(),
                headcounts=dict.fromkeys(range(1, 6), 10),
                catalogue=load_lever_catalogue(),
                is_proposing=True,
                rationale="It costs less.",
            )


def record_until(statement: int, home: Places, environ: dict[str, str], run: SearchRun) -> bool:
    """Record a search in a process that kills itself at a statement, by number; False where it has fewer."""
    pid = os.fork()
    if pid == 0:
        try:
            _record_and_die(statement, home, environ, run)
        finally:
            os._exit(1)
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) in (0, -signal.SIGKILL)
    return os.WIFSIGNALED(status)


def _record_and_die(statement: int, home: Places, environ: dict[str, str], run: SearchRun) -> None:
    from sqlalchemy import event

    numbers = count(1)

    def die(*_: object) -> None:
        if next(numbers) == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    with open_ledger(home, environ) as ledger:
        record_search(ledger, run, on_found=lambda: event.listen(ledger.engine, "before_cursor_execute", die))
    os._exit(0)


def recorded(ledger: Ledger, run: SearchRun) -> tuple[str, int, int, int]:
    return (
        find_run(ledger, run.run_id).status,
        len(performance_since(ledger, run.started_at)),
        len(list_proposals(ledger, 10)),
        len(list_decisions(ledger, 10)),
    )


def test_a_search_that_is_killed_while_it_is_recorded_leaves_all_or_nothing(
    ledger: Ledger, home: Places, environ: dict[str, str], engine_run: SearchRun
) -> None:
    found: list[tuple[str, int, int, int]] = []
    for statement in count(1):
        run = replace(engine_run, run_id=f"engine-{statement}")
        was_killed = record_until(statement, home, environ, run)
        found.append(recorded(ledger, run))
        if not was_killed:
            break
    assert len(found) > FEWEST_STATEMENTS
    assert found == [*[NOTHING] * (len(found) - 1), EVERYTHING]


def test_a_search_whose_decision_cannot_be_recorded_proposes_nothing(ledger: Ledger, engine_run: SearchRun) -> None:
    with pytest.raises(BadInputError, match="decision maker of the decision is blank"):
        record_search(ledger, replace(engine_run, user=" "))
    assert (list_proposals(ledger, 10), list_decisions(ledger, 10)) == ((), ())
    assert performance_since(ledger, engine_run.started_at) == ()
