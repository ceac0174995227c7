"""How a search stands to its target, as cells of a row: target, growth before and after, and the gap left."""

from __future__ import annotations

from optimization.evidence.quantities import NOT_AVAILABLE, as_typed, growth_digits, percent, percentage_points
from optimization.evidence.report_table import number_columns
from optimization.search.loop.target_loop_result import TargetLoopResult

GOAL_COLUMNS = number_columns("Target", "Growth before", "Growth after", "Gap")


def goal_cells(result: TargetLoopResult | None) -> tuple[str, ...]:
    """The cells under GOAL_COLUMNS; n/a where there is no result."""
    if result is None:
        return (NOT_AVAILABLE,) * len(GOAL_COLUMNS)
    digits = growth_digits(result.config.tolerance)
    return (
        f"{as_typed(result.config.target_growth)}%",
        percent(result.initial_growth, digits=digits),
        percent(result.final_growth, digits=digits),
        percentage_points(result.final_gap, digits=digits),
    )
