"""Scenarios beside a baseline: what each gives, and by how much it differs, as one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from optimization.evidence.quantities import (
    GROWTH_DIGITS,
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
from optimization.simulation.protocol import GrowthMethod, Metrics
from streamlit_dashboard.elements.growth_methods import GROWTH_METHODS, method_title

# Value, change and relative change of one measure, as texts.
_Texts = Callable[[Metrics, Metrics], tuple[str, str, str]]


def scenario_table(metrics: Mapping[str, Metrics], *, baseline: str) -> ReportTable:
    """A block for each measure, the baseline first and without changes.

    Args:
        metrics: What each column of the comparison gives, by its name; the baseline is one of them.
        baseline: What the others are compared with.
    """
    others = [name for name in metrics if name != baseline]
    rows: list[tuple[str, ...]] = []
    for measure, texts in _measures().items():
        value, _, _ = texts(metrics[baseline], metrics[baseline])
        rows.append((measure, f"{baseline} (baseline)", value, "", ""))
        rows += [("", name, *texts(metrics[baseline], metrics[name])) for name in others]
    return ReportTable(
        columns=(*text_columns("Measure", "Scenario"), *number_columns("Value", "Change", "Relative")),
        rows=tuple(rows),
        note="Changes are from the baseline, all simulated with the same seed. Money is in the currency of the census; "
        "pp are percentage points.",
    )


def _measures() -> dict[str, _Texts]:
    return {
        **{f"Pay growth a year, {method_title(method)}": _growth(method) for method in GROWTH_METHODS},
        "Total compensation cost": lambda base, other: (
            money(other.total_compensation_cost),
            money_change(base.total_compensation_cost, other.total_compensation_cost),
            relative_change(base.total_compensation_cost, other.total_compensation_cost),
        ),
        "Pay dispersion (equity_cv)": lambda base, other: (
            coefficient(other.equity_cv),
            coefficient_change(base.equity_cv, other.equity_cv),
            relative_change(base.equity_cv, other.equity_cv),
        ),
        "Closing headcount": lambda base, other: (
            count(other.closing_headcount),
            count_change(base.closing_headcount, other.closing_headcount),
            relative_change(base.closing_headcount, other.closing_headcount),
        ),
        "Promotion rate": _rate("promotion_rate"),
        "Raise budget rate": _rate("raise_budget_rate"),
    }


def _growth(method: GrowthMethod) -> _Texts:
    return lambda base, other: _fraction_texts(base.horizon_growth[method], other.horizon_growth[method])


def _rate(field: str) -> _Texts:
    return lambda base, other: _fraction_texts(getattr(base, field), getattr(other, field))


def _fraction_texts(base: float | None, other: float | None) -> tuple[str, str, str]:
    return (
        fraction_as_percent(other, digits=GROWTH_DIGITS),
        fraction_change_as_points(base, other, digits=GROWTH_DIGITS),
        relative_change(base, other),
    )
