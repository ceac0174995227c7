"""How far a response surface is from real evaluations that it was not fitted to."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from optimization.simulation.protocol import Metrics
from optimization.simulation.surrogate_numbers import MetricKey, metric_numbers


@dataclass(frozen=True, kw_only=True)
class MetricError:
    """Absolute differences between surface and simulation, over held-out points and years, in the metric's unit."""

    maximum: float
    rms: float


@dataclass(frozen=True, kw_only=True)
class SurrogateError:
    """The error of the surface of one seed: a value that goes with what the surface proposes, not an exception.

    `metrics` are keyed `horizon_growth.current` or, over all years, `years.wage_bill`. `not_fitted` names the numbers
    that some evaluation did not have (nobody to measure), so that the surface leaves them out: `years.2026.equity_cv`.
    """

    seed: int
    design_seed: int
    levers: tuple[str, ...]
    design_points: int
    held_out_points: int
    metrics: Mapping[str, MetricError]
    not_fitted: tuple[str, ...]

    @property
    def simulations(self) -> int:
        """Candidates that were simulated for the surface and for its error."""
        return self.design_points + self.held_out_points

    def as_json(self) -> dict[str, Any]:
        """The shape in which results store it."""
        return {
            **asdict(self),
            "levers": list(self.levers),
            "metrics": {metric: asdict(error) for metric, error in self.metrics.items()},
            "not_fitted": list(self.not_fitted),
        }

    def __str__(self) -> str:
        lines = [
            f"Response surface in {len(self.levers)} levers, seed {self.seed}: fitted to {self.design_points} real "
            f"evaluations, compared with {self.held_out_points} others."
        ]
        lines += [f"{metric}: max {error.maximum:.3g}, RMS {error.rms:.3g}" for metric, error in self.metrics.items()]
        lines += [f"{number}: not fitted, nobody to measure in some evaluation" for number in self.not_fitted]
        return "\n".join(lines)


def metric_errors(
    predicted: Sequence[Metrics], real: Sequence[Metrics], *, keys: Collection[MetricKey]
) -> dict[str, MetricError]:
    """The error of every metric, over the points and the years of its keys.

    Args:
        predicted: What the surface says at each held-out point.
        real: What the simulation says there, in the same order.
        keys: The numbers that every evaluation has.
    """
    differences: dict[str, list[float]] = {}
    for ours, theirs in zip(map(metric_numbers, predicted), map(metric_numbers, real), strict=True):
        for key in keys:
            mine, true = ours[key], theirs[key]
            if mine is None or true is None:
                raise ValueError(f"{key} was not measured in every evaluation")
            differences.setdefault(key.metric, []).append(abs(mine - true))
    return {
        metric: MetricError(maximum=max(of), rms=math.sqrt(math.fsum(d * d for d in of) / len(of)))
        for metric, of in differences.items()
    }
