"""How far a target loop closed the gap between today's growth and its target."""

from __future__ import annotations

from dataclasses import dataclass

from optimization.search.loop.target_loop_result import TargetLoopResult

_PERCENT_PER_ONE = 100.0


@dataclass(frozen=True, kw_only=True)
class GapProgress:
    """Gaps as distances in percentage points, before and after the search."""

    initial_gap: float
    final_gap: float

    @property
    def reduction(self) -> float:
        """Percentage points by which growth came nearer to the target."""
        return self.initial_gap - self.final_gap

    @property
    def reduction_percentage(self) -> float | None:
        """The reduction as a percentage of the initial gap; None where today's growth is the target."""
        return self.percentage_closed_at(self.final_gap)

    def percentage_closed_at(self, gap: float) -> float | None:
        """How much of the initial gap is closed, in percent, where this distance is left; None from no gap."""
        if self.initial_gap == 0.0:
            return None
        return (self.initial_gap - abs(gap)) / self.initial_gap * _PERCENT_PER_ONE


def gap_progress(result: TargetLoopResult) -> GapProgress:
    """The distance to the target before and after the search."""
    return GapProgress(
        initial_gap=abs(result.config.target_growth - result.initial_growth), final_gap=abs(result.final_gap)
    )
