"""What the batch simulator takes: candidates when all is warm, and the people of a seed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from benchmarks.goals import MILLISECONDS_EACH, SECONDS, Figure, Goal, Reference
from benchmarks.lever_sets import MovedLevers
from benchmarks.measure import Timing
from benchmarks.measured_run import MeasuredRun
from benchmarks.works import LARGE, MEDIUM, SMALL, Work

BATCH = 64
# The batches of the scaling table; every one of their processes makes the people of its census first.
BATCHES = (1, 8, BATCH, 512)
_MS_PER_SECOND = 1000
NUMPY = "NumPy, the pay arithmetic alone"
_LEVER_MEANING = "every pay lever moving at every level and year"


def batch_works() -> tuple[Work, ...]:
    """Candidates and populations; times are of the open simulator in its process."""
    return (
        Work(
            name="one_candidate",
            what=f"one candidate, warm, {SMALL:,} employees, {_LEVER_MEANING}",
            measured=partial(_beside_numpy, candidates=1, moved=MovedLevers.PAY),
            goal=Goal(must_reach=80, aim=20),
        ),
        Work(
            name="pay_levers",
            what=f"{BATCH} candidates at once, pay levers, {SMALL:,} employees",
            measured=partial(_beside_numpy, candidates=BATCH, moved=MovedLevers.PAY),
            goal=Goal(must_reach=5, aim=1),
        ),
        Work(
            name="pay_levers_of_a_million",
            what=f"{BATCH} candidates at once, pay levers, {LARGE:,} employees",
            measured=_beside_the_small_census,
            goal=Goal(must_reach=8, aim=2, most_times_reference=2.5),
            employees=LARGE,
        ),
        Work(
            name="large_batch",
            what=f"{BATCHES[-1]} candidates at once, pay levers, {MEDIUM:,} employees",
            measured=_large_batch,
            goal=Goal(must_reach=4, aim=1, most_memory_gib=4),
            employees=MEDIUM,
        ),
        Work(
            name="promotion_probability",
            what=f"{BATCH} candidates at once, promotion_probability moving too, {SMALL:,} employees",
            measured=partial(_beside_numpy, candidates=BATCH, moved=MovedLevers.ALL),
            goal=Goal(must_reach=120, aim=40),
        ),
        *(
            Work(
                name=f"people_{employees}",
                what=f"people and cohorts of one seed, {employees:,} employees",
                measured=partial(_people, employees=employees),
                goal=Goal(must_reach=must_reach, aim=aim, most_memory_gib=12),
                employees=employees,
            )
            for employees, must_reach, aim in ((SMALL, 1.5, 0.5), (MEDIUM, 6.0, 2.0), (LARGE, 60.0, 20.0))
        ),
    )


def batch_cell(
    run: MeasuredRun, *, employees: int, candidates: int, moved: MovedLevers = MovedLevers.PAY, repetition: int = 0
) -> dict[str, Any]:
    """What a process came to that simulated batches of one size; see `own_process.batch_cell`."""
    arguments = ("--rounds", str(run.rounds), "--candidates", str(candidates), "--moved", moved)
    return run.own_process("batch_cell", employees, *arguments, repetition=repetition)


def each_candidate(cell: dict[str, Any], *, candidates: int) -> Timing:
    """Milliseconds per candidate."""
    return Timing(rounds=tuple(cell["rounds"])).times(_MS_PER_SECOND / candidates)


def people_seconds(run: MeasuredRun, *, employees: int) -> Timing:
    """A new seed's first answer less a warm one: the census into DuckDB, draws, years and cohorts."""
    return Timing(
        rounds=tuple(
            cell["first_answer_seconds"] - Timing(rounds=tuple(cell["one_warm_rounds"])).median
            for cell in _cells_with_new_people(run, employees=employees)
        )
    )


def _cells_with_new_people(run: MeasuredRun, *, employees: int) -> Iterator[dict[str, Any]]:
    """As many processes as there are rounds: those of the scaling table, and the first of them again."""
    for number in range(run.rounds):
        repetition, at = divmod(number, len(BATCHES))
        yield batch_cell(run, employees=employees, candidates=BATCHES[at], repetition=repetition)


def _batch(
    run: MeasuredRun, reference: Reference, *, employees: int, candidates: int, moved: MovedLevers = MovedLevers.PAY
) -> Figure:
    cell = batch_cell(run, employees=employees, candidates=candidates, moved=moved)
    return Figure(
        timing=each_candidate(cell, candidates=candidates),
        unit=MILLISECONDS_EACH,
        reference=reference,
        peak_memory_gib=cell["peak_memory_gib"],
    )


def _beside_numpy(run: MeasuredRun, *, candidates: int, moved: MovedLevers) -> Figure:
    numpy = run.repeated("numpy_pay", SMALL, "--candidates", str(candidates))
    reference = Reference(what=NUMPY, value=each_candidate(numpy, candidates=candidates).median)
    return _batch(run, reference, employees=SMALL, candidates=candidates, moved=moved)


def _beside_the_small_census(run: MeasuredRun) -> Figure:
    small = each_candidate(batch_cell(run, employees=SMALL, candidates=BATCH), candidates=BATCH)
    reference = Reference(what=f"the same at {SMALL:,} employees", value=small.median)
    return _batch(run, reference, employees=LARGE, candidates=BATCH)


def _large_batch(run: MeasuredRun) -> Figure:
    few = each_candidate(batch_cell(run, employees=MEDIUM, candidates=BATCH), candidates=BATCH)
    reference = Reference(what=f"{BATCH} candidates at once", value=few.median)
    return _batch(run, reference, employees=MEDIUM, candidates=BATCHES[-1])


def _people(run: MeasuredRun, *, employees: int) -> Figure:
    draws = run.repeated("md5_draws", employees)
    return Figure(
        timing=people_seconds(run, employees=employees),
        unit=SECONDS,
        reference=Reference(what="the md5 draws alone, in DuckDB", value=Timing(rounds=tuple(draws["rounds"])).median),
        peak_memory_gib=max(cell["peak_memory_gib"] for cell in _cells_with_new_people(run, employees=employees)),
    )
