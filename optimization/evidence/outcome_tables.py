"""What any search does to cost, headcount, equity and growth, as tables."""

from __future__ import annotations

from optimization.evidence.quantities import (
    coefficient,
    coefficient_change,
    count,
    count_change,
    fraction_as_percent,
    fraction_change_as_points,
    money,
    money_change,
    relative_change,
)
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.evidence.search_result import SearchResult
from optimization.simulation.protocol import GrowthMethod, YearMetrics

_DELTAS = ("Before", "After", "Change", "Relative")
_MONEY_NOTE = "Money is in the currency of the census."


def outcome_table(result: SearchResult) -> ReportTable:
    """Cost, headcount, equity and rates over the whole horizon."""
    before, after = result.metrics_before, result.metrics_after
    return ReportTable(
        columns=(*text_columns("Measure"), *number_columns(*_DELTAS)),
        rows=(
            _money_row("Total compensation cost", before.total_compensation_cost, after.total_compensation_cost),
            _count_row("Closing headcount", before.closing_headcount, after.closing_headcount),
            (
                "Pay dispersion within levels (equity_cv)",
                coefficient(before.equity_cv),
                coefficient(after.equity_cv),
                coefficient_change(before.equity_cv, after.equity_cv),
                relative_change(before.equity_cv, after.equity_cv),
            ),
            _rate_row("Raise budget rate", before.raise_budget_rate, after.raise_budget_rate),
            _rate_row("Promotion rate", before.promotion_rate, after.promotion_rate),
            *(
                _rate_row(f"Pay growth, {method}", before.horizon_growth[method], after.horizon_growth[method])
                for method in GrowthMethod
            ),
        ),
        note=_MONEY_NOTE,
    )


def cost_table(result: SearchResult) -> ReportTable:
    """The wage bill and the closing headcount of every year."""
    before, after = result.metrics_before.years, result.metrics_after.years
    years = sorted({*before, *after})
    return ReportTable(
        columns=(
            *text_columns("Year"),
            *number_columns("Wage bill before", "After", "Change", "Relative", "Headcount before", "After"),
        ),
        rows=tuple(
            (
                *_money_row(str(year), _wage_bill(before.get(year)), _wage_bill(after.get(year))),
                count(_headcount(before.get(year))),
                count(_headcount(after.get(year))),
            )
            for year in years
        ),
        note=f"The wage bill pays everyone employed at any time in the year; headcount is at its end. {_MONEY_NOTE}",
    )


def _money_row(label: str, before: float | None, after: float | None) -> tuple[str, ...]:
    return label, money(before), money(after), money_change(before, after), relative_change(before, after)


def _count_row(label: str, before: int, after: int) -> tuple[str, ...]:
    return label, count(before), count(after), count_change(before, after), relative_change(before, after)


def _rate_row(label: str, before: float | None, after: float | None) -> tuple[str, ...]:
    return (
        label,
        fraction_as_percent(before),
        fraction_as_percent(after),
        fraction_change_as_points(before, after),
        relative_change(before, after),
    )


def _wage_bill(row: YearMetrics | None) -> float | None:
    return None if row is None else row.wage_bill


def _headcount(row: YearMetrics | None) -> int | None:
    return None if row is None else row.closing_headcount
