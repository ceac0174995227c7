"""What a picture of convergence shows: growth by iteration against a target and its tolerance."""

from __future__ import annotations

import math
from dataclasses import dataclass

# Room above and below the outermost value, so that no marker touches the frame.
_AXIS_MARGIN = 0.12
# Half the height of the axis, in percentage points, where every value and the band coincide.
_LEAST_HALF_HEIGHT = 0.05
_MOST_TICKS = 12


@dataclass(frozen=True, kw_only=True)
class ConvergenceTrace:
    """Growth in percent by iteration, ascending; target in percent, tolerance in percentage points."""

    iterations: tuple[int, ...]
    growth: tuple[float, ...]
    target_growth: float
    tolerance: float

    def __post_init__(self) -> None:
        """Refuse a trace whose iterations and growth differ in number, or that is empty."""
        if not self.iterations or len(self.iterations) != len(self.growth):
            raise ValueError(
                "A trace needs one growth per iteration and at least one of them, but got "
                f"{len(self.iterations)} iterations and {len(self.growth)} values of growth."
            )

    @property
    def best_position(self) -> int:
        """The position of the growth nearest to the target, the first of equals."""
        return min(range(len(self.growth)), key=lambda position: abs(self.growth[position] - self.target_growth))

    @property
    def best_so_far(self) -> tuple[float, ...]:
        """The growth nearest to the target up to and with each iteration."""
        best: list[float] = []
        for growth in self.growth:
            improves = not best or abs(growth - self.target_growth) < abs(best[-1] - self.target_growth)
            best.append(growth if improves else best[-1])
        return tuple(best)

    @property
    def band(self) -> tuple[float, float]:
        """The lowest and highest growth within the tolerance, in percent."""
        return self.target_growth - self.tolerance, self.target_growth + self.tolerance

    @property
    def growth_axis(self) -> tuple[float, float]:
        """The ends of the growth axis in percent: every value, the target and the band are inside."""
        low = min(*self.growth, *self.band)
        high = max(*self.growth, *self.band)
        margin = max((high - low) * _AXIS_MARGIN, _LEAST_HALF_HEIGHT if high == low else 0.0)
        return low - margin, high + margin

    @property
    def iteration_step(self) -> int:
        """Iterations from one tick of the axis to the next."""
        return max(1, math.ceil((self.iterations[-1] - self.iterations[0]) / _MOST_TICKS))
