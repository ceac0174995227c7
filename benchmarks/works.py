"""A piece of work that is measured, and all of them in the order in which they are measured and shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.goals import Figure, Goal
from benchmarks.measured_run import MeasuredRun

SMALL, MEDIUM, LARGE = 10_000, 100_000, 1_000_000
YEARS = 5


@dataclass(frozen=True, kw_only=True)
class Work:
    """What is measured, on how many people, by what, and what it must reach."""

    name: str
    what: str
    measured: Callable[[MeasuredRun], Figure]
    goal: Goal
    employees: int = SMALL


def all_works() -> tuple[Work, ...]:
    """Everything of the goals table."""
    from benchmarks.batch_works import batch_works
    from benchmarks.command_works import command_works
    from benchmarks.search_works import search_works
    from benchmarks.start_works import start_works

    return (*batch_works(), *start_works(), *search_works(), *command_works())
