"""What is measured, each beside a reference made in the same run, and the figure that it must reach."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

EMPLOYEES = 10_000
DRAWS_PER_PERSON_AND_YEAR = 7
YEARS = 5
# A search that ends without meeting its goal is finished work too.
_FINISHED = {0, 3}


@dataclass(frozen=True, kw_only=True)
class Work:
    """One measured piece of work. `must_reach_seconds` is None where this version sets no figure."""

    name: str
    what: str
    run: Callable[[], object]
    reference: str
    run_reference: Callable[[], object]
    must_reach_seconds: float | None


def works(home: Path) -> tuple[Work, ...]:
    """Everything that is measured, on the census in `home`."""
    draws = partial(_draw_in_duckdb, EMPLOYEES * DRAWS_PER_PERSON_AND_YEAR * YEARS)
    python_start = partial(_process, home, "-c", "pass")
    official = partial(_planwise, home, "simulate", "--json")
    return (
        Work(
            name="official_run",
            what=f"planwise simulate: {EMPLOYEES:,} employees, {YEARS} years, tests included, process start included",
            run=official,
            reference="the md5 draws alone, in DuckDB",
            run_reference=draws,
            must_reach_seconds=60.0,
        ),
        Work(
            name="target_loop_adaptive",
            what=f"planwise optimize loop: Adaptive to 0.05 pp, {EMPLOYEES:,} employees, dbt per batch, start included",
            run=partial(_planwise, home, "optimize", "loop", "--target-growth", "4.5", "--tolerance", "0.05", "--json"),
            reference="one official run",
            run_reference=official,
            must_reach_seconds=None,
        ),
        Work(
            name="compensation_optimization_job",
            what=f"the Dagster job from census to summary, {EMPLOYEES:,} employees, process start included",
            run=partial(_process, home, "-m", "orchestrator.main_job"),
            reference="one official run",
            run_reference=official,
            must_reach_seconds=120.0,
        ),
        Work(
            name="planwise_help",
            what="planwise --help",
            run=partial(_planwise, home, "--help"),
            reference="python -c pass",
            run_reference=python_start,
            must_reach_seconds=0.5,
        ),
        Work(
            name="planwise_levers_show",
            what="planwise levers show",
            run=partial(_planwise, home, "levers", "show"),
            reference="python -c pass",
            run_reference=python_start,
            must_reach_seconds=0.5,
        ),
    )


def generate_census(home: Path) -> None:
    """The synthetic census that everything is measured on."""
    _planwise(home, "census", "generate", "--employees", str(EMPLOYEES), "--seed", "42")


def _planwise(home: Path, *arguments: str) -> None:
    _run(home, str(Path(sys.executable).with_name("planwise")), *arguments)


def _process(home: Path, *arguments: str) -> None:
    _run(home, sys.executable, *arguments)


def _run(home: Path, *command: str) -> None:
    finished = subprocess.run(
        command,
        env={**_environment_of_others(), "PLANWISE_HOME": str(home), "PLANWISE_USER": "bench"},
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode not in _FINISHED:
        raise RuntimeError(f"{' '.join(command)} ended with {finished.returncode}:\n{finished.stderr}")


def _environment_of_others() -> dict[str, str]:
    """The environment without the user's own ledger and levers: nothing that is measured is recorded there."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PLANWISE_")}


def _draw_in_duckdb(draws: int) -> None:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(
            "select max(cast('0x' || left(md5(concat_ws('|', 42, 'termination', i, 2025)), 13) as bigint)) "
            "from range(?) as t(i)",
            [draws],
        ).fetchall()
