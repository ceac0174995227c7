"""Growth year by year before and after a search, by one method of measuring pay."""

from __future__ import annotations

from dataclasses import dataclass

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


def _growth(metrics: Metrics, *, year: int, method: GrowthMethod) -> float | None:
    row = metrics.years.get(year)
    return None if row is None else row.yoy_growth[method]
