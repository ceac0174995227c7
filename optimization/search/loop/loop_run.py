"""A target loop under way: what it has simulated, the best of that, its history, and the outcome it comes to."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from optimization.errors import SimulationError
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_cells import LeverCell, LeverTable, LeverVector
from optimization.parameters.lever_names import named_values
from optimization.search.loop.target_loop_config import PERCENT_PER_UNIT, TargetLoopConfig
from optimization.search.loop.target_loop_result import IterationRecord, LoopStatus
from optimization.simulation.protocol import Metrics, Simulator

_Cells = frozenset[tuple[LeverCell, float]]
OnIteration = Callable[[IterationRecord], None]


@dataclass(frozen=True, kw_only=True)
class GrowthEvaluation:
    """A candidate with its metrics: growth in percent per year, gap (target less growth) in percentage points."""

    vector: LeverVector
    metrics: Metrics
    growth: float
    gap: float


@dataclass(frozen=True, kw_only=True)
class LoopOutcome:
    """How a mode ended and why, where it began and what it proposes; growth range in percent where it is known."""

    status: LoopStatus
    reason: str
    today: GrowthEvaluation
    proposed: GrowthEvaluation
    achievable_range: tuple[float, float] | None


def nearest_to_target(evaluations: Iterable[GrowthEvaluation]) -> GrowthEvaluation:
    """The evaluation with the smallest gap; the first of equals."""
    return min(evaluations, key=lambda evaluation: abs(evaluation.gap))


class LoopRun:
    """Simulates batches of candidates for one config, counting them and keeping the best that was recorded."""

    def __init__(
        self,
        simulator: Simulator,
        *,
        config: TargetLoopConfig,
        catalogue: LeverCatalogue,
        on_iteration: OnIteration | None,
    ) -> None:
        self.config = config
        self.table: LeverTable = simulator.levers
        self.history: list[IterationRecord] = []
        self.catalogue = catalogue
        self.evaluations = 0
        self.batches = 0
        self._simulator = simulator
        self._seen: dict[_Cells, GrowthEvaluation] = {}
        self._on_iteration = on_iteration
        self._clock = time.perf_counter()
        self._evaluations_recorded = 0
        self._best: GrowthEvaluation | None = None

    @property
    def growth_range(self) -> tuple[float, float]:
        """The lowest and highest growth seen, in percent."""
        growth = [evaluation.growth for evaluation in self.all_seen]
        return min(growth), max(growth)

    @property
    def all_seen(self) -> Collection[GrowthEvaluation]:
        """Every candidate that was simulated."""
        return self._seen.values()

    @property
    def best_so_far(self) -> GrowthEvaluation:
        """The recorded candidate nearest to the target, the first of equals: what the loop proposes."""
        if self._best is None:
            raise ValueError("best_so_far is asked for before anything was recorded")
        return self._best

    def evaluate(self, candidates: Sequence[Mapping[LeverCell, float]]) -> list[GrowthEvaluation]:
        """One batch: the cells that each candidate changes, and what it gives, in the same order.

        A candidate that was simulated before is not simulated again.

        Raises:
            SimulationError: growth of a candidate could not be measured; names the candidate.
        """
        new = {_key(cells): LeverVector(cells=cells) for cells in candidates if _key(cells) not in self._seen}
        if new:
            self._simulate(new)
        return [self._seen[_key(cells)] for cells in candidates]

    def seen(self, cells: Mapping[LeverCell, float]) -> GrowthEvaluation | None:
        """What a candidate gave, None when it has not been simulated."""
        return self._seen.get(_key(cells))

    def record(self, shown: GrowthEvaluation, *, cost_follows: bool = False) -> None:
        """Close an iteration with a candidate that could be proposed; the first record is iteration 0, today's levers.

        Its cost is what was simulated since the last record, unless `cost_follows`: the candidate was one of a batch
        whose own record comes next.
        """
        now = self._clock if cost_follows else time.perf_counter()
        evaluations = self._evaluations_recorded if cost_follows else self.evaluations
        entry = IterationRecord(
            iteration=len(self.history),
            growth=shown.growth,
            gap=shown.gap,
            levers=self.named(shown.vector),
            seconds=now - self._clock,
            evaluations=evaluations - self._evaluations_recorded,
        )
        self._clock, self._evaluations_recorded = now, evaluations
        self._best = shown if self._best is None else nearest_to_target((self._best, shown))
        self.history.append(entry)
        if self._on_iteration is not None:
            self._on_iteration(entry)

    def meets_target(self, evaluation: GrowthEvaluation) -> bool:
        """Whether growth is within the tolerance of the target."""
        return abs(evaluation.gap) <= self.config.tolerance

    def named(self, vector: LeverVector) -> dict[str, float]:
        """All levers by name, as they are with the vector's cells set."""
        return named_values(self.table.after(vector), self.catalogue)

    def _simulate(self, new: Mapping[_Cells, LeverVector]) -> None:
        vectors = list(new.values())
        metrics = self._simulator.simulate(vectors, seeds=(self.config.seed,))
        self.batches += 1
        self.evaluations += len(vectors)
        if len(metrics) != len(vectors):
            raise SimulationError(f"The simulator was given {len(vectors)} candidates and answered for {len(metrics)}.")
        for key, vector, found in zip(new, vectors, metrics, strict=True):
            self._seen[key] = self._evaluation(vector, found)

    def _evaluation(self, vector: LeverVector, metrics: Metrics) -> GrowthEvaluation:
        growth = metrics.horizon_growth[self.config.method]
        if growth is None or not math.isfinite(growth):
            changed = ", ".join(f"{name} = {value:g}" for name, value in self.named(vector).items())
            raise SimulationError(
                f"Growth by method {self.config.method} could not be measured (it is {growth}) for the candidate "
                f"{changed}, seed {metrics.seed}. Check that somebody is active at every year end."
            )
        percent = growth * PERCENT_PER_UNIT
        return GrowthEvaluation(vector=vector, metrics=metrics, growth=percent, gap=self.config.target_growth - percent)


def _key(cells: Mapping[LeverCell, float]) -> _Cells:
    """The same for cells in any order."""
    return frozenset(cells.items())
