"""Metrics by the names of their columns in the marts: `wage_bill@2026`, `horizon_growth_current`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from optimization.errors import BadInputError, unknown_name
from optimization.simulation.protocol import GrowthMethod, Metrics

Unit = Literal["money", "fraction", "count"]

_HORIZON_UNITS: dict[str, Unit] = {
    **{f"horizon_growth_{method}": "fraction" for method in GrowthMethod},
    "total_compensation_cost": "money",
    "equity_cv": "fraction",
    "closing_headcount": "count",
    "promotion_rate": "fraction",
    "raise_budget_rate": "fraction",
}
_YEAR_UNITS: dict[str, Unit] = {
    "opening_headcount": "count",
    "hires": "count",
    "terminations": "count",
    "new_hire_terminations": "count",
    "promotions": "count",
    "raises": "count",
    "closing_headcount": "count",
    "wage_bill": "money",
    **{f"mean_pay_{method}": "money" for method in GrowthMethod},
    **{f"yoy_growth_{method}": "fraction" for method in GrowthMethod},
    "equity_cv": "fraction",
    "promotion_rate": "fraction",
    "raise_budget_rate": "fraction",
}


@dataclass(frozen=True, kw_only=True)
class MetricName:
    """A column of fct_scenario_metrics, or of fct_year_metrics where a year is given."""

    column: str
    year: int | None

    def __str__(self) -> str:
        return self.column if self.year is None else f"{self.column}@{self.year}"

    @property
    def unit(self) -> Unit:
        """What a value of the metric is measured in."""
        return (_HORIZON_UNITS if self.year is None else _YEAR_UNITS)[self.column]

    def of(self, metrics: Metrics) -> float | None:
        """The metric's value; None where nobody was there to measure."""
        row = metrics if self.year is None else metrics.years[self.year]
        for method in GrowthMethod:
            field = self.column.removesuffix(f"_{method}")
            if field != self.column:
                by_method: dict[GrowthMethod, float | None] = getattr(row, field)
                return by_method[method]
        value: float | None = getattr(row, self.column)
        return value


def metric_name(column: str, *, year: int | None, years: Iterable[int]) -> MetricName:
    """The metric of this column, over the horizon unless a year is given.

    Args:
        column: As the marts name it.
        year: A simulated year, or None.
        years: The simulated years.

    Raises:
        BadInputError: the marts have no such column, or have it by year only or for the horizon only, or the year is
            not simulated.
    """
    columns = _HORIZON_UNITS if year is None else _YEAR_UNITS
    horizon = sorted(years)
    if column not in columns and column in _YEAR_UNITS:
        raise BadInputError(f"{column} is measured year by year, not over the horizon: write {column}@{horizon[-1]}.")
    if column not in columns and column in _HORIZON_UNITS:
        raise BadInputError(f"{column} is measured over the whole horizon, not year by year: write it without a year.")
    if column not in columns:
        kind = "metric of the horizon" if year is None else "metric of a year"
        raise unknown_name(kind, column, columns)
    if year is not None and year not in horizon:
        raise BadInputError(
            f"The metric {column}@{year} is of a year that is not simulated: the years are {horizon[0]} to "
            f"{horizon[-1]}."
        )
    return MetricName(column=column, year=year)
