"""The evidence of an engine run: its result, and what was found out about the answer afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from optimization.search.engine_result import OptimizationResult
from optimization.search.exploration.local_sensitivity_result import LocalSensitivity
from optimization.search.exploration.pareto_result import ParetoFront
from optimization.search.exploration.robustness_result import Robustness
from optimization.simulation.growth_drivers import GrowthDrivers


@dataclass(frozen=True, kw_only=True)
class EngineEvidence:
    """All that the report of an engine run is written from; None stands for what was not looked at.

    Attributes:
        result: What the search found.
        drivers_before: What makes pay grow with today's levers.
        drivers_after: The same with the answer.
        sensitivity: How the levers move the measures around the answer.
        front: The Pareto front of the same question.
        robustness: Today's levers and the answer in several random worlds.
    """

    result: OptimizationResult
    drivers_before: GrowthDrivers | None = None
    drivers_after: GrowthDrivers | None = None
    sensitivity: LocalSensitivity | None = None
    front: ParetoFront | None = None
    robustness: Robustness | None = None
