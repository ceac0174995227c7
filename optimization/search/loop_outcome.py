"""How a mode of the target loop ended, before the result is written up."""

from __future__ import annotations

from dataclasses import dataclass

from optimization.search.loop_run import GrowthEvaluation
from optimization.search.target_loop_result import LoopStatus


@dataclass(frozen=True, kw_only=True)
class LoopOutcome:
    """Status with its reason, the starting point and what is proposed; growth range in percent where it is known."""

    status: LoopStatus
    reason: str
    today: GrowthEvaluation
    proposed: GrowthEvaluation
    achievable_range: tuple[float, float] | None
