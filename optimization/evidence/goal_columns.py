"""How a run stands to its goal, as cells of a row: the goal, growth before and after, and the gap that is left."""

from __future__ import annotations

from dataclasses import dataclass

from optimization.evidence.charts.chart_units import PERCENT
from optimization.evidence.drafts.draft_answer import METHOD
from optimization.evidence.drafts.draft_result import DraftResult
from optimization.evidence.engine.engine_search_tables import weights_text
from optimization.evidence.quantities import (
    GROWTH_DIGITS,
    NOT_AVAILABLE,
    as_typed,
    growth_digits,
    percent,
    percentage_points,
)
from optimization.evidence.reports.report_table import number_columns, text_columns
from optimization.search.engine_result import OptimizationResult
from optimization.search.loop.target_loop_result import TargetLoopResult

GOAL_COLUMNS = (*text_columns("Goal"), *number_columns("Growth before", "Growth after", "Gap"))


@dataclass(frozen=True, kw_only=True)
class GrowthGoal:
    """Mean pay growth in percent a year with today's levers and with those found or drafted, by the run's own method.

    `gap` is target less growth in percentage points. None where there is no target, or no growth by this method.
    """

    target: float | None
    before: float | None
    after: float | None
    gap: float | None


def growth_goal(result: TargetLoopResult | OptimizationResult | DraftResult) -> GrowthGoal:
    """How far growth is from where the search wanted it; a draft wants it nowhere."""
    if isinstance(result, DraftResult):
        before, after = (each.horizon_growth[METHOD] for each in (result.metrics_before, result.metrics_after))
        return GrowthGoal(target=None, before=_in_percent(before), after=_in_percent(after), gap=None)
    if isinstance(result, TargetLoopResult):
        return GrowthGoal(
            target=result.config.target_growth,
            before=result.initial_growth,
            after=result.final_growth,
            gap=result.final_gap,
        )
    method = result.config.growth_method
    targets = {each.metric: each.target for each in result.targets}
    target = _in_percent(targets.get(f"horizon_growth_{method}"))
    after = _in_percent(result.metrics_after.horizon_growth[method])
    return GrowthGoal(
        target=target,
        before=_in_percent(result.metrics_before.horizon_growth[method]),
        after=after,
        gap=None if target is None or after is None else target - after,
    )


def goal_cells(result: TargetLoopResult | OptimizationResult | DraftResult | None) -> tuple[str, ...]:
    """The cells under GOAL_COLUMNS; n/a where there is no result."""
    if result is None:
        return (NOT_AVAILABLE,) * len(GOAL_COLUMNS)
    growth = growth_goal(result)
    if isinstance(result, TargetLoopResult):
        goal, digits = f"{as_typed(result.config.target_growth)}% growth", growth_digits(result.config.tolerance)
    elif isinstance(result, DraftResult):
        goal, digits = f"{result.draft_id}, {result.title}", GROWTH_DIGITS
    else:
        goal, digits = weights_text(result.objectives), GROWTH_DIGITS
    return (
        goal,
        percent(growth.before, digits=digits),
        percent(growth.after, digits=digits),
        percentage_points(growth.gap, digits=digits),
    )


def _in_percent(fraction: float | None) -> float | None:
    return None if fraction is None else fraction * PERCENT.scale
