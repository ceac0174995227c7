"""In which unit a metric, or what an exploration measures, is written and drawn, and what it is called."""

from __future__ import annotations

from collections.abc import Mapping

from optimization.evidence.charts.chart_units import FINE_NUMBER, MONEY, NUMBER, PERCENT, ChartUnit
from optimization.search.exploration.measures import OBJECTIVE
from optimization.simulation.metric_names import MetricName, Unit
from optimization.simulation.protocol import GrowthMethod

_EQUITY = "equity_cv"
# A number of people is written like money: whole, grouped by thousands.
_UNITS: Mapping[Unit, ChartUnit] = {"money": MONEY, "count": MONEY, "fraction": PERCENT}
_TITLES: Mapping[str, str] = {
    OBJECTIVE: "Objective",
    _EQUITY: "Pay dispersion (equity_cv)",
    "total_compensation_cost": "Total compensation cost",
    **{f"horizon_growth_{method}": f"Pay growth, {method}" for method in GrowthMethod},
}
_HEADINGS: Mapping[str, str] = {
    OBJECTIVE: "Objective",
    _EQUITY: _EQUITY,
    "total_compensation_cost": "Total cost",
    **{f"horizon_growth_{method}": "Pay growth" for method in GrowthMethod},
}


def metric_unit(metric: str) -> ChartUnit:
    """The unit of a metric by its name, like wage_bill@2026; a coefficient of variation is no percentage."""
    column, _, year = metric.partition("@")
    if column == _EQUITY:
        return NUMBER
    return _UNITS[MetricName(column=column, year=int(year) if year else None).unit]


def measure_unit(measure: str) -> ChartUnit:
    """The unit of a measure whose small differences count: the objective, or a metric."""
    return FINE_NUMBER if measure in (OBJECTIVE, _EQUITY) else metric_unit(measure)


def measure_heading(measure: str) -> str:
    """The title of a measure as short as a column of a table wants it."""
    return _HEADINGS.get(measure, measure)


def measure_title(measure: str) -> str:
    """What a measure is called; a metric without a title by its name."""
    return _TITLES.get(measure, measure)
