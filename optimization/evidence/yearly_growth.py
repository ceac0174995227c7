"""Growth year by year before and after a search, by one method of measuring pay: as values, and as a table."""

from __future__ import annotations

from dataclasses import dataclass

from optimization.evidence.quantities import GROWTH_DIGITS, fraction_as_percent, fraction_change_as_points
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.evidence.search_result import SearchResult
from optimization.simulation.protocol import GrowthMethod, Metrics


@dataclass(frozen=True, kw_only=True)
class YearGrowth:
    """Pay growth of one simulated year as fractions; None where nobody is there to measure."""

    simulation_year: int
    before: float | None
    after: float | None


def growth_by_year(before: Metrics, after: Metrics, *, method: GrowthMethod) -> tuple[YearGrowth, ...]:
    """The growth of every year that either side simulated, ascending."""
    years = sorted({*before.years, *after.years})
    return tuple(
        YearGrowth(
            simulation_year=year,
            before=_growth(before, year=year, method=method),
            after=_growth(after, year=year, method=method),
        )
        for year in years
    )


def yearly_growth_table(result: SearchResult, *, method: GrowthMethod, digits: int = GROWTH_DIGITS) -> ReportTable:
    """Growth by year and its mean, with so many digits of a percent."""
    years = growth_by_year(result.metrics_before, result.metrics_after, method=method)
    mean = (result.metrics_before.horizon_growth[method], result.metrics_after.horizon_growth[method])
    rows = [(str(year.simulation_year), year.before, year.after) for year in years]
    return ReportTable(
        columns=(*text_columns("Year"), *number_columns("Before", "After", "Change")),
        rows=tuple(
            (
                label,
                fraction_as_percent(before, digits=digits),
                fraction_as_percent(after, digits=digits),
                fraction_change_as_points(before, after, digits=digits),
            )
            for label, before, after in [*rows, ("Mean of the years", *mean)]
        ),
        note=f"Method {method}.",
    )


def _growth(metrics: Metrics, *, year: int, method: GrowthMethod) -> float | None:
    row = metrics.years.get(year)
    return None if row is None else row.yoy_growth[method]
