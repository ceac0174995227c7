"""Searches, official runs and commands: what a person waits for at a terminal."""

from __future__ import annotations

from functools import partial

from benchmarks.goals import SECONDS, Figure, Goal, Reference
from benchmarks.measure import Timing
from benchmarks.measured_run import MeasuredRun
from benchmarks.works import SMALL, YEARS, Work

_SIMULATE = ("simulate", "--json")
_TARGET = ("--target-growth", "4.5", "--tolerance", "0.05")
_JOB = ("-m", "orchestrator.main_job")


def command_works() -> tuple[Work, ...]:
    """Each beside what it replaces, or the least that a command takes."""
    return (
        Work(
            name="target_loop",
            what=f"target loop in process: Adaptive to 0.05 pp, {SMALL:,} employees, simulator open, people included",
            measured=_target_loop,
            goal=Goal(must_reach=3.0, aim=0.5),
        ),
        Work(
            name="target_loop_command",
            what=f"planwise optimize loop: the same by command, {SMALL:,} employees, start, report and ledger included",
            measured=partial(_beside_official_run, command=("optimize", "loop", *_TARGET, "--json")),
            goal=Goal(),
        ),
        Work(
            name="official_run",
            what=f"planwise simulate: {SMALL:,} employees, {YEARS} years, tests and process start included",
            measured=_official_run,
            goal=Goal(must_reach=60, aim=15),
        ),
        Work(
            name="compensation_optimization_job",
            what=f"the Dagster job from census to summary, {SMALL:,} employees, process start included",
            measured=_job,
            goal=Goal(must_reach=120, aim=30),
        ),
        Work(
            name="planwise_help",
            what="planwise --help",
            measured=partial(_beside_python_start, command=("--help",)),
            goal=Goal(must_reach=0.5, aim=0.3),
        ),
        Work(
            name="planwise_levers_show",
            what="planwise levers show",
            measured=partial(_beside_python_start, command=("levers", "show")),
            goal=Goal(must_reach=0.5, aim=0.3),
        ),
    )


def _target_loop(run: MeasuredRun) -> Figure:
    loop = run.repeated("target_loop", SMALL, *_TARGET)
    official = run.planwise(SMALL, *_SIMULATE).median
    # A batch replaces one official run at least; most of its candidates are asked because there they cost little.
    reference = Reference(
        what=f"one official run for each of its {loop['batches']} batches", value=official * loop["batches"]
    )
    return Figure(timing=Timing(rounds=tuple(loop["rounds"])), unit=SECONDS, reference=reference)


def _beside_official_run(run: MeasuredRun, *, command: tuple[str, ...]) -> Figure:
    reference = Reference(what="one official run", value=run.planwise(SMALL, *_SIMULATE).median)
    return Figure(timing=run.planwise(SMALL, *command), unit=SECONDS, reference=reference)


def _official_run(run: MeasuredRun) -> Figure:
    draws = run.repeated("md5_draws", SMALL)
    reference = Reference(what="the md5 draws alone, in DuckDB", value=Timing(rounds=tuple(draws["rounds"])).median)
    return Figure(timing=run.planwise(SMALL, *_SIMULATE), unit=SECONDS, reference=reference)


def _job(run: MeasuredRun) -> Figure:
    reference = Reference(what="one official run", value=run.planwise(SMALL, *_SIMULATE).median)
    return Figure(timing=run.python(SMALL, *_JOB), unit=SECONDS, reference=reference)


def _beside_python_start(run: MeasuredRun, *, command: tuple[str, ...]) -> Figure:
    reference = Reference(what="python -c pass", value=run.python(SMALL, "-c", "pass").median)
    return Figure(timing=run.planwise(SMALL, *command), unit=SECONDS, reference=reference)
