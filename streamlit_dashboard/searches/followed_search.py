"""A search that somebody follows: the process that a screen started for it, and what the ledger knows of its run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from optimization.errors import PlanwiseError
from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.governance.runs.run_iterations import RecordedIteration, list_iterations
from optimization.governance.runs.run_kinds import RunKind
from optimization.governance.runs.runs import RUNNING, RecordedRun, find_run, list_runs, list_unended_runs
from optimization.places import Places
from streamlit_dashboard.elements.ledger_presence import has_ledger
from streamlit_dashboard.processes.started_command import StartedCommand
from streamlit_dashboard.processes.started_commands import running_commands, started_commands
from streamlit_dashboard.searches.search_commands import SEARCHING

# Among these a run is looked for whose process has ended, and the process of a run that is opened.
_NEWEST = 50
# Each comes with its whole result, and somebody who waits asks every second.
_NEWEST_WHILE_POLLED = 5


@dataclass(frozen=True, kw_only=True)
class FollowedSearch:
    """What is known of a search now.

    Attributes:
        command: What a screen started; None for a search that was started elsewhere, or long ago.
        recorded: Its run; None before the ledger knows it, and where it ended before it had one.
        iterations: What it has done so far.
    """

    command: StartedCommand | None
    recorded: RecordedRun | None
    iterations: tuple[RecordedIteration, ...]

    @property
    def search_id(self) -> str:
        """The run's id, and until there is one the command's."""
        if self.recorded is not None:
            return self.recorded.run.run_id
        return "" if self.command is None else self.command.command_id

    @property
    def is_searching(self) -> bool:
        """Whether there is no answer yet, and one may still come."""
        if self.recorded is not None:
            return self.recorded.status == RUNNING
        return self.command is not None and self.command.is_running

    @property
    def is_at_work(self) -> bool:
        """Whether more will be known later: of the answer, or of the evidence for it."""
        return self.is_searching or (self.command is not None and self.command.is_running)


def follow(places: Places, search_id: str) -> FollowedSearch:
    """What is known of a search, by the id of its run or of its command.

    Raises:
        BadInputError: there is neither; names the nearest run.
        PlanwiseError: the ledger is gone, or cannot be read.
    """
    commands = started_commands(places, command=SEARCHING, limit=_NEWEST)
    command = next((each for each in commands if each.command_id == search_id), None)
    if not has_ledger(places):
        if command is None:
            raise PlanwiseError(
                f"The search {search_id!r} cannot be shown: there is no ledger. Put it back, or begin a new search."
            )
        return FollowedSearch(command=command, recorded=None, iterations=())
    with open_ledger(places) as ledger:
        if command is None:
            recorded: RecordedRun | None = find_run(ledger, search_id)
            command = next((each for each in commands if recorded and is_run_of(recorded, each)), None)
        else:
            recorded = _run_of(command, ledger)
        iterations = () if recorded is None else list_iterations(ledger, recorded.run.run_id)
    return FollowedSearch(command=command, recorded=recorded, iterations=iterations)


def searches_under_way(places: Places) -> tuple[FollowedSearch, ...]:
    """Everybody's searches and looks around levers that are at work, newest first, without their iterations.

    Raises:
        PlanwiseError: the ledger cannot be read.
    """
    commands = running_commands(places, command=SEARCHING)
    known: tuple[RecordedRun, ...] = ()
    if has_ledger(places):
        with open_ledger(places) as ledger:
            under_way = [recorded for recorded in reversed(list_unended_runs(ledger)) if _is_searching(recorded)]
            # Of a search that has its answer the evidence may still be gathered.
            answered = [recorded for recorded in list_runs(ledger, _NEWEST_WHILE_POLLED) if recorded.status != RUNNING]
        known = (*under_way, *(recorded for recorded in answered if _command_of(recorded, commands)))
    starting = [each for each in commands if not any(is_run_of(recorded, each) for recorded in known)]
    return (
        *(FollowedSearch(command=command, recorded=None, iterations=()) for command in starting),
        *(
            FollowedSearch(command=_command_of(recorded, commands), recorded=recorded, iterations=())
            for recorded in known
        ),
    )


def is_run_of(recorded: RecordedRun, command: StartedCommand) -> bool:
    """Whether a run lives in the process of a command; a number that the system gave again is of a later run."""
    same = (recorded.process.host, recorded.process.pid) == (command.process.host, command.process.pid)
    return same and recorded.run.started_at >= command.started_at


def _is_searching(recorded: RecordedRun) -> bool:
    """Whether a search or a look around levers is at work; a draft is proposed by the process of a screen itself."""
    return recorded.status == RUNNING and recorded.run.kind != RunKind.DRAFT


def _command_of(recorded: RecordedRun, commands: Iterable[StartedCommand]) -> StartedCommand | None:
    return next((each for each in commands if is_run_of(recorded, each)), None)


def _run_of(command: StartedCommand, ledger: Ledger) -> RecordedRun | None:
    """The run of a command: under way, or with an answer whose evidence is still being gathered, or over."""
    is_running = command.is_running
    if is_running:
        under_way = next((each for each in list_unended_runs(ledger) if is_run_of(each, command)), None)
        if under_way is not None:
            return under_way
    answer = command.result
    if answer is not None:
        return find_run(ledger, str(answer["run_id"]))
    # It has just ended, or failed or was stopped, maybe before it had a run.
    newest = list_runs(ledger, _NEWEST_WHILE_POLLED if is_running else _NEWEST)
    return next((each for each in reversed(newest) if is_run_of(each, command)), None)
