"""What a target loop found: its status, the levers it proposes, and everything needed to check and repeat it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from optimization.parameters.lever_cells import LeverCell, LeverVector
from optimization.search.loop.target_loop_config import TargetLoopConfig
from optimization.search.movable_levers import LeverAtBound
from optimization.simulation.protocol import Metrics

SCHEMA_VERSION = 1
# Today's levers and the proposed ones: what is simulated of a search on a response surface, whatever it found.
_CHECKED = 2


class LoopStatus(StrEnum):
    """How a loop ended. Not to converge is a result, not an error."""

    CONVERGED = "converged"
    BUDGET_EXHAUSTED = "budget_exhausted"
    INFEASIBLE = "infeasible"
    STALLED = "stalled"

    @property
    def sentence(self) -> str:
        """The status as a sentence for a reader who has no code at hand."""
        return _SENTENCES[self]


_SENTENCES: Mapping[LoopStatus, str] = {
    LoopStatus.CONVERGED: "Growth meets the target within the tolerance.",
    LoopStatus.BUDGET_EXHAUSTED: "All iterations were used before growth met the target.",
    LoopStatus.INFEASIBLE: "The target is out of reach of the chosen levers within their bounds.",
    LoopStatus.STALLED: "Further iterations would bring growth no nearer to the target.",
}


@dataclass(frozen=True, kw_only=True)
class IterationRecord:
    """One iteration: in a step mode the candidate it simulated, in Adaptive the best that could be proposed after it.

    Iteration 0 is today's levers. Growth in percent per year, gap (target less growth) in percentage points, levers by
    name in their own unit. Adaptive simulates today's levers within its first batch, whose record carries the cost; it
    is iteration 0 when today's levers meet the target, else iteration 1.
    """

    iteration: int
    growth: float
    gap: float
    levers: Mapping[str, float]
    seconds: float
    evaluations: int


@dataclass(frozen=True, kw_only=True)
class SyntheticSearch:
    """What a response surface said of the proposed levers, and what the simulation says. Growth in percent per year.

    `surface_errors` has, for each seed, the surface's error on evaluations that it was not fitted to.
    """

    estimated_growth: float
    simulated_growth: float
    surface_errors: tuple[Mapping[str, Any], ...]

    @property
    def simulations(self) -> int:
        """What was simulated and not estimated: for each seed the surface's points, and today's and proposed levers."""
        return sum(error["design_points"] + error["held_out_points"] + _CHECKED for error in self.surface_errors)

    def as_json(self) -> dict[str, Any]:
        """The fields, by how much the estimate was too high in percentage points, and how much was simulated."""
        return {
            "estimated_growth": self.estimated_growth,
            "simulated_growth": self.simulated_growth,
            "difference": self.estimated_growth - self.simulated_growth,
            "simulations": self.simulations,
            "surface_errors": [dict(error) for error in self.surface_errors],
        }


@dataclass(frozen=True, kw_only=True)
class TargetLoopResult:
    """A finished target loop. It proposes the best candidate of its history and has changed nothing.

    Growth, gap and range are in percent or percentage points, as analysts type them; levers are in their own unit
    (fraction or factor); gap is target less growth. `iterations` leaves out iteration 0, today's levers.
    `achievable_range` is the lowest and highest growth seen, once the levers were simulated at both ends of their room;
    None where they were not, as in the step modes. `cells_before` and `cells_after` hold every cell of the scenario,
    `levers_before` and `levers_after` the same by lever name. `synthetic` is None where every candidate was simulated;
    else history and range are estimates of a response surface, `evaluations` counts its estimates, and growth, gap and
    metrics are simulated.
    """

    status: LoopStatus
    message: str
    iterations: int
    final_growth: float
    final_gap: float
    initial_growth: float
    achievable_range: tuple[float, float] | None
    iteration_history: tuple[IterationRecord, ...]
    cells_before: Mapping[LeverCell, float]
    cells_after: Mapping[LeverCell, float]
    levers_before: Mapping[str, float]
    levers_after: Mapping[str, float]
    locked_cells: frozenset[LeverCell]
    levers_at_bound: tuple[LeverAtBound, ...]
    config: TargetLoopConfig
    seeds: tuple[int, ...]
    inputs_fingerprint: str
    evaluations: int
    batches: int
    seconds: float
    metrics_before: Metrics
    metrics_after: Metrics
    synthetic: SyntheticSearch | None = None

    @property
    def converged(self) -> bool:
        """Whether growth met the target within the tolerance."""
        return self.status is LoopStatus.CONVERGED

    @property
    def proposal(self) -> LeverVector:
        """The cells that the result proposes to change."""
        changed = {cell: value for cell, value in self.cells_after.items() if value != self.cells_before[cell]}
        return LeverVector(cells=changed)

    def as_json(self) -> dict[str, Any]:
        """The result as JSON types; `target_loop_json.result_from_json` reads it back without loss."""
        return {
            "schema_version": SCHEMA_VERSION,
            "status": str(self.status),
            "converged": self.converged,
            "message": self.message,
            "iterations": self.iterations,
            "final_growth": self.final_growth,
            "final_gap": self.final_gap,
            "initial_growth": self.initial_growth,
            "achievable_range": None if self.achievable_range is None else list(self.achievable_range),
            "iteration_history": [asdict(record) for record in self.iteration_history],
            "levers_before": dict(self.levers_before),
            "levers_after": dict(self.levers_after),
            "locked_cells": [cell._asdict() for cell in sorted(self.locked_cells)],
            "levers_at_bound": [asdict(lever) for lever in self.levers_at_bound],
            "cells": [
                {**cell._asdict(), "before": before, "after": self.cells_after[cell]}
                for cell, before in sorted(self.cells_before.items())
            ],
            "config": self.config.model_dump(mode="json"),
            "seeds": list(self.seeds),
            "inputs_fingerprint": self.inputs_fingerprint,
            "evaluations": self.evaluations,
            "batches": self.batches,
            "seconds": self.seconds,
            "metrics_before": self.metrics_before.as_json(),
            "metrics_after": self.metrics_after.as_json(),
            "synthetic": None if self.synthetic is None else self.synthetic.as_json(),
        }
