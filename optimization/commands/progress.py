"""How far long work has come: a bar on a terminal, a line per step elsewhere; always on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from optimization.commands.output import say

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Steps(Protocol):
    """Where a command says what it does."""

    def begin(self, step: str) -> None:
        """A step begins, and the one before it is over."""
        ...

    def note(self, text: str) -> None:
        """Something worth a line of its own."""
        ...


@contextmanager
def shown_steps(*, total: int | None = None) -> Iterator[Steps]:
    """Show the steps begun within the block; `total` is how many there will be, where that is known."""
    if not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield _Bar(progress, progress.add_task("starting", total=total))


class _Lines:
    def __init__(self) -> None:
        self._started = time.monotonic()

    def begin(self, step: str) -> None:
        self.note(f"{step} ...")

    def note(self, text: str) -> None:
        say(f"[{time.monotonic() - self._started:6.1f} s] {text}")


class _Bar:
    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress = progress
        self._task = task
        self._begun = 0

    def begin(self, step: str) -> None:
        self._progress.update(self._task, description=step, completed=self._begun)
        self._begun += 1

    def note(self, text: str) -> None:
        self._progress.console.print(text, markup=False, highlight=False)
