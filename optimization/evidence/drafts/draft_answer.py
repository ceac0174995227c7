"""What a draft does in one sentence, and the figures that stand above everything else in its report."""

from __future__ import annotations

from optimization.evidence.drafts.draft_result import DraftResult
from optimization.evidence.quantities import (
    GROWTH_DIGITS,
    count,
    count_change,
    counted,
    fraction_as_percent,
    fraction_change_as_points,
    money,
    money_change,
    relative_change,
)
from optimization.evidence.reports.report_page import KeyFigure
from optimization.simulation.protocol import GrowthMethod, Metrics

# How growth is measured where nobody asked for another way.
METHOD = GrowthMethod.FULL_YEAR_EQUIVALENT


def draft_answer(result: DraftResult) -> str:
    """How many rows move, and what that does to pay growth and cost."""
    before, after = result.metrics_before, result.metrics_after
    return (
        f"Moving {counted(len(result.proposal.cells), 'lever row')} takes pay growth from "
        f"{_growth(before)} to {_growth(after)} a year, "
        f"with total compensation cost changing by "
        f"{money_change(before.total_compensation_cost, after.total_compensation_cost)} "
        f"({relative_change(before.total_compensation_cost, after.total_compensation_cost)})."
    )


def draft_figures(result: DraftResult) -> tuple[KeyFigure, ...]:
    """Growth, cost, headcount and pay dispersion with the draft."""
    before, after = result.metrics_before, result.metrics_after
    return (
        KeyFigure(
            label="Growth with today's levers",
            value=_growth(before),
            detail=f"per year, {METHOD}",
        ),
        KeyFigure(
            label="Growth with the draft",
            value=_growth(after),
            detail=fraction_change_as_points(
                before.horizon_growth[METHOD], after.horizon_growth[METHOD], digits=GROWTH_DIGITS
            ),
        ),
        KeyFigure(
            label="Total compensation cost",
            value=relative_change(before.total_compensation_cost, after.total_compensation_cost),
            detail=f"{money_change(before.total_compensation_cost, after.total_compensation_cost)} "
            f"on {money(before.total_compensation_cost)}",
        ),
        KeyFigure(
            label="Closing headcount",
            value=count(after.closing_headcount),
            detail=count_change(before.closing_headcount, after.closing_headcount),
        ),
    )


def _growth(metrics: Metrics) -> str:
    return fraction_as_percent(metrics.horizon_growth[METHOD], digits=GROWTH_DIGITS)
