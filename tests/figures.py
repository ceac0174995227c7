"""Figures small enough to follow by hand: today's levers, and a year and a horizon of a hundred people."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell, LeverSetting, LeverTable
from optimization.simulation.protocol import GrowthMethod, Metrics, YearMetrics
from reference.defaults import DEFAULT_LEVERS

# By parameter, a value for each level.
TODAY = {name: tuple(map(float, values.split())) for name, values in DEFAULT_LEVERS.items()}
YEAR = YearMetrics(
    opening_headcount=100,
    hires=20,
    terminations=12,
    new_hire_terminations=5,
    promotions=8,
    raises=88,
    closing_headcount=103,
    wage_bill=1.0e7,
    mean_pay=dict.fromkeys(GrowthMethod, 1.0e5),
    yoy_growth=dict.fromkeys(GrowthMethod, 0.03),
    equity_cv=None,
    promotion_rate=0.08,
    raise_budget_rate=0.046,
)
HORIZON = Metrics(
    seed=42,
    horizon_growth=dict.fromkeys(GrowthMethod, 0.03),
    total_compensation_cost=1.0e7,
    equity_cv=None,
    closing_headcount=103,
    promotion_rate=0.08,
    raise_budget_rate=0.046,
    years={2025: YEAR},
)


def lever_table(
    years: Collection[int],
    *,
    changed: Mapping[LeverCell, float] | None = None,
    locked: Collection[LeverCell] = (),
) -> LeverTable:
    """Today's levers of the default plan, with the given cells changed or locked."""
    values = {
        LeverCell(year, level, name): by_level[level - 1]
        for name, by_level in TODAY.items()
        for year in years
        for level in JOB_LEVELS
    }
    return LeverTable(
        scenario_id="default",
        settings={
            cell: LeverSetting(value=value, is_locked=cell in locked, source_scenario_id="default")
            for cell, value in {**values, **(changed or {})}.items()
        },
    )
