"""The engine and the looks around its answers, each beside plain random candidates."""

from __future__ import annotations

from benchmarks.batch_works import BATCH, NUMPY
from benchmarks.goals import SECONDS, Figure, Goal, Reference
from benchmarks.measure import Timing
from benchmarks.measured_run import MeasuredRun
from benchmarks.works import SMALL, Work

_ALL_LEVERS = ("merit_rate", "cola_rate", "promotion_probability", "promotion_raise", "new_hire_salary_adjustment")
_EVALUATIONS = 200
_SOBOL_LEVERS = ("cola_rate", "merit_rate")
_SOBOL_EVALUATIONS = 2048


def search_works() -> tuple[Work, ...]:
    """In process, on a simulator opened anew; people are included."""
    return (
        Work(
            name="engine",
            what=f"engine: SLSQP, all 17 levers, {_EVALUATIONS} evaluations, {SMALL:,} employees, people included",
            measured=_engine,
            goal=Goal(must_reach=30, aim=5),
        ),
        Work(
            name="sobol",
            what=f"Sobol indices: 6 levers, {_SOBOL_EVALUATIONS:,} evaluations, {SMALL:,} employees, people included",
            measured=_sobol,
            goal=Goal(must_reach=60, aim=10),
        ),
    )


def _engine(run: MeasuredRun) -> Figure:
    asked = ("--method", "SLSQP", "--evaluations", str(_EVALUATIONS), *_flags(_ALL_LEVERS))
    engine = run.repeated("engine", SMALL, *asked)
    reference = Reference(
        what="random search of the same budget, whose objective is beaten", value=engine["random_seconds"]
    )
    return Figure(timing=Timing(rounds=tuple(engine["rounds"])), unit=SECONDS, reference=reference)


def _sobol(run: MeasuredRun) -> Figure:
    asked = ("--evaluations", str(_SOBOL_EVALUATIONS), *_flags(_SOBOL_LEVERS))
    sobol = run.repeated("sobol", SMALL, *asked)
    numpy = run.repeated("numpy_pay", SMALL, "--candidates", str(BATCH))
    each_seconds = Timing(rounds=tuple(numpy["rounds"])).median / BATCH
    reference = Reference(what=f"{NUMPY}, of as many candidates", value=each_seconds * _SOBOL_EVALUATIONS)
    return Figure(timing=Timing(rounds=tuple(sobol["rounds"])), unit=SECONDS, reference=reference)


def _flags(levers: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for lever in levers for word in ("--lever", lever))
