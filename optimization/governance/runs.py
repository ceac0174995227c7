"""Search runs in the ledger: who asked what, of which inputs, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from optimization.errors import BadInputError, PlanwiseError, is_interruption
from optimization.governance.ledger import Ledger
from optimization.governance.run_process import RunProcess, this_process
from optimization.governance.unknown_ids import unknown_id

if TYPE_CHECKING:
    from sqlalchemy import Row

# A run that finished has its search's own status; these are of runs that did not.
RUNNING = "running"
FAILED = "failed"
INTERRUPTED = "interrupted"
# Never stored: what is shown of a run that is stored as running and whose process is gone.
ABANDONED = "abandoned"


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
    """Where a run under way puts its result."""

    def __init__(self, ledger: Ledger, run_id: str) -> None:
        self._ledger = ledger
        self._run_id = run_id
        self.is_finished = False

    def finish(self, *, status: str, result: Mapping[str, Any]) -> None:
        """Record how the search ended, once; others see it from now on.

        Raises:
            PlanwiseError: the ledger cannot be written to.
        """
        if self.is_finished:
            raise RuntimeError(f"The run {self._run_id} is finished already.")
        _update_run(self._ledger, self._run_id, status=status, ended_at=datetime.now(UTC), result=dict(result))
        self.is_finished = True


@contextmanager
def record_run(ledger: Ledger, run: SearchRun) -> Iterator[RunOutcome]:
    """Record a run as running from now on, and at the end as its outcome says.

    When the block raises, the run is recorded as failed, or as interrupted when it was told to stop. Once its outcome
    is finished it stays as it ended, and what was raised is only its message. Bad input that shows before that leaves
    no record: there was nothing to compute. What was raised is raised again.

    Raises:
        PlanwiseError: the ledger cannot be written to, or holds a run of this id.
    """
    _begin_run(ledger, run)
    outcome = RunOutcome(ledger, run.run_id)
    try:
        yield outcome
        if not outcome.is_finished:
            raise RuntimeError(f"The run {run.run_id} ended without a result.")
    except BaseException as error:
        try:
            _record_error(ledger, outcome, run.run_id, error)
        except PlanwiseError as unrecorded:
            # The first error is the one to act on.
            error.add_note(f"What became of the run {run.run_id} could not be recorded: {unrecorded}")
        raise


def record_evidence(ledger: Ledger, run_id: str, result: Mapping[str, Any]) -> None:
    """Replace the result of a finished run by the same with what was found out about it since.

    Raises:
        PlanwiseError: the ledger cannot be written to.
    """
    _update_run(ledger, run_id, result=dict(result))


def list_runs(ledger: Ledger, limit: int) -> tuple[RecordedRun, ...]:
    """The `limit` runs that started last, newest first.

    Raises:
        PlanwiseError: the ledger cannot be read.
    """
    from sqlalchemy import select

    from optimization.governance.ledger_tables import search_runs

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
    from sqlalchemy import select

    from optimization.governance.ledger_tables import search_runs

    with ledger.read() as connection:
        row = connection.execute(select(search_runs).where(search_runs.c.run_id == run_id)).one_or_none()
        if row is None:
            ids = select(search_runs.c.run_id).order_by(search_runs.c.started_at.desc())
            raise unknown_id("run", run_id, connection.scalars(ids).all())
    return _recorded_run(row)


def _begin_run(ledger: Ledger, run: SearchRun) -> None:
    from optimization.governance.ledger_tables import search_runs

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


def _record_error(ledger: Ledger, outcome: RunOutcome, run_id: str, error: BaseException) -> None:
    if outcome.is_finished:
        _update_run(ledger, run_id, message=_reason(error))
    elif isinstance(error, BadInputError):
        _forget_run(ledger, run_id)
    else:
        status = INTERRUPTED if is_interruption(error) or not isinstance(error, Exception) else FAILED
        _update_run(ledger, run_id, status=status, ended_at=datetime.now(UTC), message=_reason(error))


def _update_run(ledger: Ledger, run_id: str, **values: Any) -> None:
    from optimization.governance.ledger_tables import search_runs

    with ledger.write() as connection:
        connection.execute(search_runs.update().where(search_runs.c.run_id == run_id).values(**values))


def _forget_run(ledger: Ledger, run_id: str) -> None:
    from optimization.governance.ledger_tables import search_runs

    with ledger.write() as connection:
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
