"""Wall-clock seconds of a piece of work: a warm-up, then the median of several rounds."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Timing:
    """What each round took after the warm-up."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle round: one slow round does not move it."""
        return statistics.median(self.rounds)

    def times(self, factor: float) -> Timing:
        """The same in another unit, or for a part of the work."""
        return Timing(rounds=tuple(each * factor for each in self.rounds))


def measure(work: Callable[[], object], *, rounds: int) -> Timing:
    """Do the work once unmeasured, then `rounds` times."""
    work()
    return Timing(rounds=tuple(seconds_of(work) for _ in range(rounds)))


def seconds_of(work: Callable[[], object]) -> float:
    """Seconds of doing the work once."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
