"""`make bench`: measures, prints, and keeps the figures with machine and date."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.goals import Figure
from benchmarks.machine import describe_machine
from benchmarks.measured_run import MeasuredRun
from benchmarks.performance_page import model_tables, performance_page, scaling_table
from benchmarks.results import PAGE, RESULTS, keep_results, work_result
from benchmarks.tables import CENSUS_SIZES, SCALING, SECONDS_BY_MODEL, scaling, seconds_by_model
from benchmarks.works import LARGE, SMALL, Work, all_works
from optimization.places import PROJECT_ROOT

# Of figures that are kept: the middle of five is not moved by one slow round, nor by two.
ROUNDS = 5
_TABLES = {SCALING: (scaling, scaling_table), SECONDS_BY_MODEL: (seconds_by_model, model_tables)}


def main() -> int:
    """Measure what is named on the command line, or all; only a whole run of the usual rounds is kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help="which works or tables; all unless given")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="measured rounds after the warm-up")
    parser.add_argument("--largest", type=int, default=LARGE, help="leave out censuses of more employees than this")
    asked = parser.parse_args()
    works = all_works()
    valid = [*(work.name for work in works), *_TABLES]
    unknown = set(asked.names) - set(valid)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; valid: {', '.join(valid)}")
    names = asked.names or valid
    chosen = [work for work in works if work.name in names and work.employees <= asked.largest]
    sizes = {SMALL, *(work.employees for work in chosen)}
    if not set(_TABLES).isdisjoint(names):
        sizes.update(size for size in CENSUS_SIZES if size <= asked.largest)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        run = MeasuredRun(Path(folder), rounds=asked.rounds)
        run.make_censuses(sizes)
        measured = [_measured(work, run) for work in chosen]
        tables = {name: _table(name, run, largest=asked.largest) for name in _TABLES if name in names}
    print(f"{time.monotonic() - started:.0f} s in all.", file=sys.stderr)
    lacking = lacking_of_a_whole_run(names=asked.names, rounds=asked.rounds, largest=asked.largest)
    if lacking:
        print(f"Not kept: {', '.join(lacking)}.", file=sys.stderr)
    else:
        results = {"machine": describe_machine(), "works": measured, **tables}
        keep_results(results, file=RESULTS, page=PAGE, page_of=performance_page)
        print(f"Kept in {RESULTS.relative_to(PROJECT_ROOT)} and {PAGE.relative_to(PROJECT_ROOT)}.", file=sys.stderr)
    return 0


def lacking_of_a_whole_run(*, names: list[str], rounds: int, largest: int) -> list[str]:
    """Why a run is not one whose figures are kept; nothing when it is."""
    reasons = {
        "only some works were measured": bool(names),
        f"{rounds} rounds were measured, not {ROUNDS}": rounds != ROUNDS,
        f"censuses of more than {largest:,} employees were left out": largest < LARGE,
    }
    return [reason for reason, holds in reasons.items() if holds]


def _measured(work: Work, run: MeasuredRun) -> dict[str, Any]:
    figure = work.measured(run)
    print(_line(work, figure), flush=True)
    return work_result(work, figure)


def _line(work: Work, figure: Figure) -> str:
    goal = "" if work.goal.must_reach is None else f", must reach {work.goal.must_reach:g}"
    memory = "" if figure.peak_memory_gib is None else f", {figure.peak_memory_gib:.2f} GiB"
    return (
        f"{work.name}: {figure.value:.3g} {figure.unit}{goal}{memory}; "
        f"{figure.times_reference:,.3f} x {figure.reference.what} ({figure.reference.value:.3g} {figure.unit})"
    )


def _table(name: str, run: MeasuredRun, *, largest: int) -> list[dict[str, Any]]:
    measure, table = _TABLES[name]
    rows = measure(run, largest=largest)
    print(f"{name}:\n\n{table(rows)}", flush=True)
    return rows


if __name__ == "__main__":
    sys.exit(main())
