"""All that is told of a candidate at once: its metrics, what made pay grow, and its job levels."""

from __future__ import annotations

from dataclasses import dataclass

from optimization.simulation.growth_drivers import GrowthDrivers
from optimization.simulation.level_metrics import LevelMetrics
from optimization.simulation.protocol import Metrics


@dataclass(frozen=True, kw_only=True)
class Impact:
    """What one candidate gives under one seed; the parts are of one simulation."""

    metrics: Metrics
    drivers: GrowthDrivers
    levels: LevelMetrics

    @property
    def seed(self) -> int:
        """The random world."""
        return self.metrics.seed
