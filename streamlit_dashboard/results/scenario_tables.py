"""The scenarios of a published run beside the one that is named as their baseline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from optimization.evidence.quantities import (
    coefficient,
    coefficient_change,
    count,
    fraction_as_percent,
    fraction_change_as_points,
    money,
    money_change,
    relative_change,
)
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.evidence.reports.workbook import NumberFormat
from optimization.simulation.protocol import GrowthMethod, Metrics
from streamlit_dashboard.elements.growth_methods import GROWTH_METHODS, method_title


@dataclass(frozen=True, kw_only=True)
class ComparedMeasure:
    """A measure of the horizon that scenarios are compared by; `unit` goes into headings of downloads."""

    label: str
    unit: str
    number_format: NumberFormat
    value: Callable[[Metrics], float | None]


def _growth(method: GrowthMethod) -> ComparedMeasure:
    return ComparedMeasure(
        label=f"Mean growth a year, {method_title(method)}",
        unit="fraction per year",
        number_format=NumberFormat.PERCENT,
        value=lambda metrics: metrics.horizon_growth[method],
    )


COMPARED_MEASURES = (
    *map(_growth, GROWTH_METHODS),
    ComparedMeasure(
        label="Total compensation cost",
        unit="currency of the census",
        number_format=NumberFormat.WHOLE,
        value=lambda metrics: metrics.total_compensation_cost,
    ),
    ComparedMeasure(
        label="Closing headcount",
        unit="people",
        number_format=NumberFormat.WHOLE,
        value=lambda metrics: metrics.closing_headcount,
    ),
    ComparedMeasure(
        label="Pay dispersion within levels (equity_cv)",
        unit="coefficient of variation",
        number_format=NumberFormat.FACTOR,
        value=lambda metrics: metrics.equity_cv,
    ),
    ComparedMeasure(
        label="Raise budget rate",
        unit="fraction of pay before raises",
        number_format=NumberFormat.PERCENT,
        value=lambda metrics: metrics.raise_budget_rate,
    ),
    ComparedMeasure(
        label="Promotion rate",
        unit="fraction of opening headcount",
        number_format=NumberFormat.PERCENT,
        value=lambda metrics: metrics.promotion_rate,
    ),
)
_WRITE: Mapping[NumberFormat, Callable[[float | None], str]] = {
    NumberFormat.PERCENT: fraction_as_percent,
    NumberFormat.WHOLE: money,
    NumberFormat.FACTOR: coefficient,
}
_WRITE_CHANGE: Mapping[NumberFormat, Callable[[float | None, float | None], str]] = {
    NumberFormat.PERCENT: fraction_change_as_points,
    NumberFormat.WHOLE: money_change,
    NumberFormat.FACTOR: coefficient_change,
}


def scenario_table(scenarios: Mapping[str, Metrics], *, baseline: str) -> ReportTable:
    """Every measure of every other scenario, with its change against the baseline, absolute and relative."""
    start = scenarios[baseline]
    return ReportTable(
        columns=(
            *text_columns("Measure", "Scenario"),
            *number_columns(f"Baseline {baseline}", "Value", "Change", "Relative"),
        ),
        rows=tuple(
            (
                measure.label,
                scenario_id,
                _WRITE[measure.number_format](measure.value(start)),
                _WRITE[measure.number_format](measure.value(metrics)),
                _WRITE_CHANGE[measure.number_format](measure.value(start), measure.value(metrics)),
                relative_change(measure.value(start), measure.value(metrics)),
            )
            for measure in COMPARED_MEASURES
            for scenario_id, metrics in scenarios.items()
            if scenario_id != baseline
        ),
        note="Over the whole horizon; cost in the currency of the census, changes of percentages in percentage points.",
    )


def scenario_year_table(scenarios: Mapping[str, Metrics], *, method: GrowthMethod) -> ReportTable:
    """Growth by one method, wage bill and closing headcount of every scenario in every year."""
    names = list(scenarios)
    years = sorted({year for metrics in scenarios.values() for year in metrics.years})
    return ReportTable(
        columns=(
            *text_columns("Year", "Scenario"),
            *number_columns(f"Growth, {method_title(method)}", "Wage bill", "Closing headcount"),
        ),
        rows=tuple(
            (
                str(year),
                name,
                fraction_as_percent(row.yoy_growth[method]),
                money(row.wage_bill),
                count(row.closing_headcount),
            )
            for year in years
            for name in names
            for row in [scenarios[name].years[year]]
        ),
    )
