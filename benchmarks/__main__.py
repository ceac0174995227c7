"""`make bench`: measures, prints, and keeps the figures with machine and date."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.machine import describe_machine
from benchmarks.measure import Timing, measure
from benchmarks.results import RESULTS, write_results
from benchmarks.works import Work, generate_census, works

_ROUNDS = 5


def main() -> int:
    """Measure the works named on the command line, or all; only a whole run is kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help="which works; all unless given")
    parser.add_argument("--rounds", type=int, default=_ROUNDS, help="measured rounds after the warm-up")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        known = works(home)
        unknown = set(asked.names) - {work.name for work in known}
        if unknown:
            parser.error(f"unknown: {', '.join(sorted(unknown))}; valid: {', '.join(work.name for work in known)}")
        generate_census(home)
        timings: dict[object, Timing] = {}
        measured = [
            _measured(work, rounds=asked.rounds, timings=timings)
            for work in known
            if not asked.names or work.name in asked.names
        ]
    if not asked.names:
        write_results({"machine": describe_machine(), "works": measured})
        print(f"Kept in {RESULTS} and docs/performance.md.", file=sys.stderr)
    return 0


def _measured(work: Work, *, rounds: int, timings: dict[object, Timing]) -> dict[str, object]:
    """Measure the work and its reference; what was measured before in this run is not measured again."""
    for once in (work.run, work.run_reference):
        if once not in timings:
            timings[once] = measure(once, rounds=rounds)
    timing, reference = timings[work.run], timings[work.run_reference]
    goal = "" if work.must_reach_seconds is None else f", must reach {work.must_reach_seconds:g} s"
    print(
        f"{work.name}: {timing.median:.2f} s{goal}; {timing.median / reference.median:.1f} x {work.reference} "
        f"({reference.median:.2f} s)",
        flush=True,
    )
    return {
        "name": work.name,
        "what": work.what,
        "seconds": timing.median,
        "rounds": list(timing.rounds),
        "must_reach_seconds": work.must_reach_seconds,
        "reference": work.reference,
        "reference_seconds": reference.median,
    }


if __name__ == "__main__":
    sys.exit(main())
