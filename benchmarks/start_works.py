"""What it takes until the batch simulator has answered once: from process start, and of it to open the simulator."""

from __future__ import annotations

from functools import partial

from benchmarks.goals import SECONDS, Figure, Goal, Reference
from benchmarks.measure import Timing
from benchmarks.measured_run import MeasuredRun
from benchmarks.works import SMALL, Work

# Where a home keeps the parsed project and the compiled SQL.
_COMPILED = "dbt"


def start_works() -> tuple[Work, ...]:
    """Both starts with the SQL on disk, and without."""
    to_answer = "batch simulator, process start to the first answer, people included"
    to_open = "of it, inputs read and simulator opened"
    compiled, not_compiled = "compiled SQL on disk", "project parsed and compiled first"
    return (
        Work(
            name="cold_start",
            what=f"{to_answer}, {SMALL:,} employees, {compiled}",
            measured=partial(_first_answer, is_compiled=True),
            goal=Goal(must_reach=2.0, aim=0.5),
        ),
        Work(
            name="cold_open",
            what=f"{to_open}, {compiled}",
            measured=partial(_opening, is_compiled=True),
            goal=Goal(),
        ),
        Work(
            name="cold_start_without_compiled_sql",
            what=f"{to_answer}, {SMALL:,} employees, {not_compiled}",
            measured=partial(_first_answer, is_compiled=False),
            goal=Goal(must_reach=15.0),
        ),
        Work(
            name="cold_open_without_compiled_sql",
            what=f"{to_open}, {not_compiled}",
            measured=partial(_opening, is_compiled=False),
            goal=Goal(),
        ),
    )


def _first_answer(run: MeasuredRun, *, is_compiled: bool) -> Figure:
    python = run.python(SMALL, "-c", "pass")
    return Figure(
        timing=_timing(run, "process_seconds", is_compiled=is_compiled),
        unit=SECONDS,
        reference=Reference(what="python -c pass", value=python.median),
    )


def _opening(run: MeasuredRun, *, is_compiled: bool) -> Figure:
    return Figure(
        timing=_timing(run, "open_seconds", is_compiled=is_compiled),
        unit=SECONDS,
        reference=Reference(
            what="process start to the first answer",
            value=_timing(run, "process_seconds", is_compiled=is_compiled).median,
        ),
    )


def _timing(run: MeasuredRun, part: str, *, is_compiled: bool) -> Timing:
    """The warm-up leaves the compiled SQL, which every round without it takes away again."""
    _warm_up, *answers = [
        run.own_process("first_answer", SMALL, repetition=number, without=None if is_compiled else _COMPILED)
        for number in range(run.rounds + 1)
    ]
    return Timing(rounds=tuple(answer[part] for answer in answers))
