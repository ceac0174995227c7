"""Search runs in the ledger: who asked what, of which inputs, and how it ended."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from optimization.errors import BadInputError, PlanwiseError, is_interruption
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.ledger.unknown_ids import unknown_id
from optimization.governance.runs.run_iterations import record_iteration
from optimization.governance.runs.run_process import RunProcess, this_process
from optimization.governance.runs.run_trail import append_end, append_start

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

# A run that finished has its search's own status; these are of runs that did not.
RUNNING = "running"
FAILED = "failed"
INTERRUPTED = "interrupted"
# Its process is gone. Shown from that moment on, and stored once `settle_abandoned_runs` has come by.
ABANDONED = "abandoned"
# Only in the audit trail: bad input showed once the run had begun, and the run is forgotten.
REFUSED = "refused"

_ABANDONED_MESSAGE = "Its process ended without a word: it was killed, or the machine stopped."


@dataclass(frozen=True, kw_only=True)
class SearchRun:
    """A search as it begins. `started_at` is an aware UTC datetime, `fingerprints` a SHA-256 per input."""

    run_id: str
    kind: str
    scenario_id: str
    started_at: datetime
    user: str
    config: Mapping[str, Any]
    fingerprints: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class RecordedRun:
    """A run as the ledger has it. `result` is the search's own JSON.

    `message` says why the run did not finish, or what failed once its result was there.
    """

    run: SearchRun
    process: RunProcess
    status: str
    ended_at: datetime | None
    message: str | None
    result: Mapping[str, Any] | None


class RunOutcome:
    """Where a run under way puts its iterations and its result."""

    def __init__(self, ledger: Ledger, run: SearchRun) -> None:
        self._ledger = ledger
        self._run = run
        self._began = time.monotonic()
        self.is_finished = False

    @property
    def seconds(self) -> float:
        """How long the run has been under way."""
        return time.monotonic() - self._began

    def iteration(self, iteration: Mapping[str, Any]) -> None:
        """Record an iteration, as JSON types; others see it from now on.

        Raises:
            PlanwiseError: the ledger cannot be written to.
        """
        record_iteration(self._ledger, self._run.run_id, iteration)

    def finish(self, *, status: str, result: Mapping[str, Any]) -> None:
        """Record how the search ended, once; others see it from now on.

        Raises:
            PlanwiseError: the ledger cannot be written to.
        """
        with self.finishing(status=status, result=result):
            pass

    @contextmanager
    def finishing(self, *, status: str, result: Mapping[str, Any]) -> Iterator[Connection]:
        """The same, together with what the block writes on the connection: all of it is kept, or nothing.

        Raises:
            PlanwiseError: the ledger cannot be written to.
        """
        if self.is_finished:
            raise RuntimeError(f"The run {self._run.run_id} is finished already.")
        with self._ledger.write() as connection:
            _update_run(connection, self._run.run_id, status=status, ended_at=datetime.now(UTC), result=dict(result))
            append_end(connection, self._run, status=status, seconds=self.seconds, result=result)
            yield connection
        self.is_finished = True


@contextmanager
def record_run(ledger: Ledger, run: SearchRun) -> Iterator[RunOutcome]:
    """Record a run as running from now on, and at the end as its outcome says; of a search, the audit trail tells both.

    When the block raises, the run is recorded as failed, or as interrupted when it was told to stop. Once its outcome
    is finished it stays as it ended, and what was raised is only its message. Bad input that shows before that leaves
    no run, for there was nothing to compute, but the trail tells of it. What was raised is raised again.

    Raises:
        PlanwiseError: the ledger cannot be written to, or holds a run of this id.
    """
    settle_abandoned_runs(ledger)
    _begin_run(ledger, run)
    outcome = RunOutcome(ledger, run)
    try:
        yield outcome
        if not outcome.is_finished:
            raise RuntimeError(f"The run {run.run_id} ended without a result.")
    except BaseException as error:
        try:
            _record_error(ledger, outcome, run, error)
        except PlanwiseError as unrecorded:
            # The first error is the one to act on.
            error.add_note(f"What became of the run {run.run_id} could not be recorded: {unrecorded}")
        raise


def record_evidence(ledger: Ledger, run_id: str, result: Mapping[str, Any]) -> None:
    """Replace the result of a finished run by the same with what was found out about it since.

    Raises:
        PlanwiseError: the ledger cannot be written to.
    """
    with ledger.write() as connection:
        _update_run(connection, run_id, result=dict(result))


def settle_abandoned_runs(ledger: Ledger) -> tuple[str, ...]:
    """Close the runs that are recorded as running and whose process is known to be gone; their ids are returned.

    When such a run ended is not known, so its `ended_at` stays None.

    Raises:
        PlanwiseError: the ledger cannot be used.
    """
    if all(recorded.status != ABANDONED for recorded in list_unended_runs(ledger)):
        return ()
    with ledger.write() as connection:
        # Looked for again: another process may have settled them meanwhile.
        abandoned = [recorded for recorded in _unended_runs(connection) if recorded.status == ABANDONED]
        for recorded in abandoned:
            _update_run(connection, recorded.run.run_id, status=ABANDONED, message=_ABANDONED_MESSAGE)
            append_end(connection, recorded.run, status=ABANDONED, seconds=None, message=_ABANDONED_MESSAGE)
    return tuple(recorded.run.run_id for recorded in abandoned)


def list_unended_runs(ledger: Ledger) -> tuple[RecordedRun, ...]:
    """The runs whose end is not recorded, in the order in which they started: under way, or abandoned since.

    Raises:
        PlanwiseError: the ledger cannot be read.
    """
    with ledger.read() as connection:
        return _unended_runs(connection)


def list_runs(ledger: Ledger, limit: int) -> tuple[RecordedRun, ...]:
    """The `limit` runs that started last, newest first.

    Raises:
        PlanwiseError: the ledger cannot be read.
    """
    from sqlalchemy import select

    from optimization.governance.ledger.ledger_tables import search_runs

    newest_first = select(search_runs).order_by(search_runs.c.started_at.desc(), search_runs.c.run_id.desc())
    with ledger.read() as connection:
        rows = connection.execute(newest_first.limit(limit)).all()
    return tuple(_recorded_run(row) for row in rows)


def find_run(ledger: Ledger, run_id: str) -> RecordedRun:
    """The run of this id.

    Raises:
        BadInputError: there is none; names the nearest.
        PlanwiseError: the ledger cannot be read.
    """
    with ledger.read() as connection:
        return run_within(connection, run_id)


def run_within(connection: Connection, run_id: str) -> RecordedRun:
    """The run of this id, as it is within a transaction.

    Raises:
        BadInputError: there is none; names the nearest.
    """
    from sqlalchemy import select

    from optimization.governance.ledger.ledger_tables import search_runs

    row = connection.execute(select(search_runs).where(search_runs.c.run_id == run_id)).one_or_none()
    if row is None:
        ids = select(search_runs.c.run_id).order_by(search_runs.c.started_at.desc())
        raise unknown_id("run", run_id, connection.scalars(ids).all())
    return _recorded_run(row)


def _begin_run(ledger: Ledger, run: SearchRun) -> None:
    from optimization.governance.ledger.ledger_tables import search_runs

    process = this_process()
    with ledger.write() as connection:
        connection.execute(
            search_runs.insert().values(
                run_id=run.run_id,
                kind=run.kind,
                scenario_id=run.scenario_id,
                started_at=run.started_at,
                started_by=run.user,
                config=dict(run.config),
                fingerprints=dict(run.fingerprints),
                host=process.host,
                pid=process.pid,
                process_created_at=process.created_at,
                status=RUNNING,
            )
        )
        append_start(connection, run)


def _record_error(ledger: Ledger, outcome: RunOutcome, run: SearchRun, error: BaseException) -> None:
    message = _reason(error)
    with ledger.write() as connection:
        if outcome.is_finished:
            _update_run(connection, run.run_id, message=message)
            return
        if isinstance(error, BadInputError):
            status = REFUSED
            _forget_run(connection, run.run_id)
        else:
            status = INTERRUPTED if is_interruption(error) or not isinstance(error, Exception) else FAILED
            _update_run(connection, run.run_id, status=status, ended_at=datetime.now(UTC), message=message)
        append_end(connection, run, status=status, seconds=outcome.seconds, message=message)


def _unended_runs(connection: Connection) -> tuple[RecordedRun, ...]:
    from sqlalchemy import select

    from optimization.governance.ledger.ledger_tables import search_runs

    running = select(search_runs).where(search_runs.c.status == RUNNING).order_by(search_runs.c.started_at)
    return tuple(_recorded_run(row) for row in connection.execute(running))


def _update_run(connection: Connection, run_id: str, **values: Any) -> None:
    from optimization.governance.ledger.ledger_tables import search_runs

    connection.execute(search_runs.update().where(search_runs.c.run_id == run_id).values(**values))


def _forget_run(connection: Connection, run_id: str) -> None:
    from optimization.governance.ledger.ledger_tables import search_runs

    connection.execute(search_runs.delete().where(search_runs.c.run_id == run_id))


def _reason(error: BaseException) -> str:
    """The message alone where it was written for a user; with its type where only that makes sense of it."""
    if isinstance(error, PlanwiseError):
        return str(error)
    return ": ".join(filter(None, [type(error).__name__, str(error)]))


def _recorded_run(row: Row[Any]) -> RecordedRun:
    process = RunProcess(host=row.host, pid=row.pid, created_at=row.process_created_at)
    is_abandoned = row.status == RUNNING and process.is_known_to_be_gone
    return RecordedRun(
        run=SearchRun(
            run_id=row.run_id,
            kind=row.kind,
            scenario_id=row.scenario_id,
            started_at=row.started_at,
            user=row.started_by,
            config=row.config,
            fingerprints=row.fingerprints,
        ),
        process=process,
        status=ABANDONED if is_abandoned else row.status,
        ended_at=row.ended_at,
        message=row.message,
        result=row.result,
    )
