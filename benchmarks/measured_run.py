"""One run of the benchmarks: its censuses, and what it has measured so far, so that nothing is measured twice."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.measure import Timing, measure
from optimization.places import PROJECT_ROOT

_PLANWISE = str(Path(sys.executable).with_name("planwise"))
_CENSUS_SEED = "42"


class MeasuredRun:
    """Measures in homes below `folder`, one per census size, `rounds` times each.

    Every figure comes from a process of its own, so that its peak memory is its own.
    """

    def __init__(self, folder: Path, *, rounds: int) -> None:
        self.rounds = rounds
        self._folder = folder
        self._timings: dict[tuple[object, ...], Timing] = {}
        self._answers: dict[tuple[object, ...], dict[str, Any]] = {}

    def make_censuses(self, sizes: Iterable[int]) -> None:
        """Make these censuses now: what fails here fails before anything was measured."""
        for employees in sorted(sizes):
            self._home(employees)

    def planwise(self, employees: int, *arguments: str) -> Timing:
        """Seconds of a `planwise` command, its start included."""
        return self._commands(employees, _PLANWISE, *arguments)

    def python(self, employees: int, *arguments: str) -> Timing:
        """Seconds of a Python process, its start included."""
        return self._commands(employees, sys.executable, *arguments)

    def own_process(
        self, module: str, employees: int, *arguments: str, repetition: int = 0, without: str | None = None
    ) -> dict[str, Any]:
        """The JSON object that a module of `benchmarks.own_process` prints, and its `process_seconds`.

        Args:
            module: its name.
            employees: of the census that it finds in its home.
            arguments: its command line.
            repetition: each is another process.
            without: a folder of the home that is taken away first.
        """
        key = (module, employees, *arguments, repetition, without)
        if key not in self._answers:
            home = self._home(employees)
            if without is not None:
                shutil.rmtree(home / without, ignore_errors=True)
            started = time.perf_counter()
            printed = _run(home, sys.executable, "-m", f"benchmarks.own_process.{module}", *arguments)
            self._answers[key] = {"process_seconds": time.perf_counter() - started, **json.loads(printed)}
        return self._answers[key]

    def repeated(self, module: str, employees: int, *arguments: str) -> dict[str, Any]:
        """What such a module prints that measures in rounds itself."""
        return self.own_process(module, employees, "--rounds", str(self.rounds), *arguments)

    def _commands(self, employees: int, *command: str) -> Timing:
        key = (employees, *command)
        if key not in self._timings:
            self._timings[key] = measure(partial(_run, self._home(employees), *command), rounds=self.rounds)
        return self._timings[key]

    def _home(self, employees: int) -> Path:
        home = self._folder / str(employees)
        if not home.exists():
            home.mkdir()
            _run(home, _PLANWISE, "census", "generate", "--employees", str(employees), "--seed", _CENSUS_SEED)
        return home


def _run(home: Path, *command: str) -> str:
    finished = subprocess.run(
        command,
        cwd=PROJECT_ROOT,
        env={**_environment_of_others(), "PLANWISE_HOME": str(home), "PLANWISE_USER": "bench"},
        capture_output=True,
        text=True,
        check=False,
    )
    # A search that ends without meeting its target (3) is not the work that is measured.
    if finished.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {finished.returncode}:\n{finished.stderr}")
    return finished.stdout


def _environment_of_others() -> dict[str, str]:
    """The environment without the user's own ledger and levers: nothing that is measured is recorded there."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PLANWISE_")}
