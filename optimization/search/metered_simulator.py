"""A simulator on an allowance: a hard ceiling of candidates, time and cancellation looked at before every batch."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from optimization.errors import SimulationCancelledError, SimulationError, is_interruption
from optimization.parameters.lever_cells import LeverCell, LeverVector
from optimization.simulation.protocol import Metrics, Simulator

if TYPE_CHECKING:
    from collections.abc import Mapping

_Key = frozenset[tuple[LeverCell, float]]


class EndReason(StrEnum):
    """Why a search was told to end."""

    BUDGET = "budget"
    TIMEOUT = "timeout"
    CANCELLED = "cancelled"


class SearchEndedError(Exception):
    """Raised through a solver to end it: the allowance is used up. Not an error of anybody's."""

    def __init__(self, reason: EndReason) -> None:
        super().__init__(reason)
        self.reason = reason


class MetricsCache(Protocol):
    """Metrics of candidates that were simulated before, by the lever cells that they change."""

    def get_many(self, parameters: Sequence[Mapping[str, float]]) -> list[Metrics | None]:
        """What is known of each; None where nothing is."""
        ...

    def set_many(self, entries: Sequence[tuple[Mapping[str, float], Metrics]]) -> None:
        """Remember what these gave."""
        ...


@dataclass(frozen=True, kw_only=True)
class SimulatedCandidate:
    """A candidate with its metrics; numbered from 1 in the order of simulation. `batch` counts from 1 too."""

    number: int
    batch: int
    candidate: LeverVector
    metrics: Metrics
    is_cached: bool


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """What a search may use.

    Attributes:
        max_evaluations: Candidates that may be simulated, a hard ceiling; cached ones do not count.
        deadline: When no further batch is begun, in seconds of `time.monotonic`; None for never.
        is_cancelled: Asked before every batch.
    """

    max_evaluations: int
    deadline: float | None = None
    is_cancelled: Callable[[], bool] = lambda: False

    def refuse_ended(self) -> None:
        """Nothing, as long as another batch may be begun.

        Raises:
            SearchEndedError: the time is over, or somebody cancelled.
        """
        if self.is_cancelled():
            raise SearchEndedError(EndReason.CANCELLED)
        if self.deadline is not None and time.monotonic() >= self.deadline:
            raise SearchEndedError(EndReason.TIMEOUT)


class MeteredSimulator:
    """Simulates batches of candidates under one seed, as far as the allowance goes.

    Args:
        simulator: What simulates.
        seed: The world.
        allowance: What may be used.
        cache: What was simulated before, by this search or another.
    """

    def __init__(
        self,
        simulator: Simulator,
        *,
        seed: int,
        allowance: Allowance,
        cache: MetricsCache | None = None,
    ) -> None:
        self._simulator = simulator
        self._seed = seed
        self._allowance = allowance
        self._cache = cache
        self._known: dict[_Key, SimulatedCandidate] = {}
        self._seen: list[SimulatedCandidate] = []
        self.evaluations = 0
        self.cached_evaluations = 0
        self.batches = 0

    @property
    def seen(self) -> Sequence[SimulatedCandidate]:
        """Every candidate so far, in the order of simulation; grows with the next batch."""
        return self._seen

    @property
    def evaluations_left(self) -> int:
        """How many more may be simulated."""
        return self._allowance.max_evaluations - self.evaluations

    def simulate(self, candidates: Sequence[LeverVector]) -> list[Metrics]:
        """Metrics of each candidate, in order; one that was asked for before is not simulated again.

        Raises:
            SearchEndedError: the time is over, somebody cancelled, or the ceiling was reached; candidates up to the
                ceiling were simulated and are among `seen`.
            SimulationError: a candidate could not be simulated; names it.
        """
        new = {_key(candidate): candidate for candidate in candidates if _key(candidate) not in self._known}
        if new:
            self._allowance.refuse_ended()
            self._find(new)
        return [self._known[_key(candidate)].metrics for candidate in candidates]

    def _find(self, new: Mapping[_Key, LeverVector]) -> None:
        """Look the new candidates up in the cache, simulate the others as far as the ceiling allows."""
        names = [_named(candidate) for candidate in new.values()]
        cached = self._cache.get_many(names) if self._cache is not None else [None] * len(names)
        unknown = [position for position, metrics in enumerate(cached) if metrics is None]
        allowed = unknown[: self.evaluations_left]
        vectors = list(new.values())
        simulated = self._run([vectors[position] for position in allowed])
        found: dict[int, Metrics] = {
            position: metrics for position, metrics in enumerate(cached) if metrics is not None
        }
        found |= zip(allowed, simulated, strict=True)
        self._record(new, found, simulated=frozenset(allowed))
        if self._cache is not None and allowed:
            self._cache.set_many([(names[position], found[position]) for position in allowed])
        if len(allowed) < len(unknown):
            raise SearchEndedError(EndReason.BUDGET)

    def _record(
        self, new: Mapping[_Key, LeverVector], found: Mapping[int, Metrics], *, simulated: frozenset[int]
    ) -> None:
        if not found:
            return
        self.batches += bool(simulated)
        self.evaluations += len(simulated)
        self.cached_evaluations += len(found) - len(simulated)
        for position, (key, candidate) in enumerate(new.items()):
            if position in found:
                self._known[key] = SimulatedCandidate(
                    number=len(self._seen) + 1,
                    batch=self.batches,
                    candidate=candidate,
                    metrics=found[position],
                    is_cached=position not in simulated,
                )
                self._seen.append(self._known[key])

    def _run(self, candidates: Sequence[LeverVector]) -> Sequence[Metrics]:
        if not candidates:
            return []
        try:
            metrics = self._simulator.simulate(candidates, seeds=(self._seed,))
        except SimulationCancelledError as error:
            raise SearchEndedError(EndReason.CANCELLED) from error
        except BaseException as error:
            # Ctrl-C, and what an orchestrator raises in its place, are no Exceptions.
            if is_interruption(error) or not isinstance(error, Exception):
                raise SearchEndedError(EndReason.CANCELLED) from error
            raise
        if len(metrics) != len(candidates):
            raise SimulationError(
                f"The simulator was given {len(candidates)} candidates, and answered for {len(metrics)}."
            )
        return metrics


def _key(candidate: LeverVector) -> _Key:
    return frozenset(candidate.cells.items())


def _named(candidate: LeverVector) -> dict[str, float]:
    """The candidate's cells by names that stand for nothing else, as a cache keys them."""
    return {
        f"{cell.parameter_name}_level_{cell.job_level}@{cell.fiscal_year}": value
        for cell, value in sorted(candidate.cells.items())
    }
