"""What levers give, in force and in a draft, as figures and tables."""

from __future__ import annotations

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
from optimization.evidence.reports.report_page import KeyFigure
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.simulation.impact import Impact
from optimization.simulation.level_metrics import LevelYear
from optimization.simulation.protocol import GrowthMethod, Metrics
from streamlit_dashboard.elements.growth_methods import GROWTH_METHODS, METHOD_NOTE, method_title

IN_FORCE = "In force"
DRAFT = "Draft"
_CHANGE = "Change"
_MEAN = "Mean"
_NOBODY = LevelYear(headcount=0, mean_pay=None, pay_cv=None)


def impact_figures(live: Impact, draft: Impact | None, *, method: GrowthMethod) -> list[KeyFigure]:
    """Growth, cost, dispersion and headcount: of the draft with the change from what is in force, or of the latter."""
    before, after = live.metrics, (draft or live).metrics
    growths = before.horizon_growth[method], after.horizon_growth[method]
    costs = before.total_compensation_cost, after.total_compensation_cost
    details = (
        fraction_change_as_points(*growths, digits=GROWTH_DIGITS),
        f"{money_change(*costs)} ({relative_change(*costs)})",
        coefficient_change(before.equity_cv, after.equity_cv),
        count_change(before.closing_headcount, after.closing_headcount),
    )
    figures = (
        (f"Pay growth a year, {method_title(method)}", fraction_as_percent(growths[1], digits=GROWTH_DIGITS)),
        ("Total compensation cost", money(costs[1])),
        ("Pay dispersion (equity_cv)", coefficient(after.equity_cv)),
        ("Closing headcount", count(after.closing_headcount)),
    )
    return [
        KeyFigure(label=label, value=value, detail=IN_FORCE.lower() if draft is None else f"{detail} against in force")
        for (label, value), detail in zip(figures, details, strict=True)
    ]


def growth_table(live: Impact, draft: Impact | None) -> ReportTable:
    """Pay growth by year and method, and the mean of the years, which a target is for."""
    before = {method: _growths(live.metrics, method) for method in GROWTH_METHODS}
    after = {method: _growths((draft or live).metrics, method) for method in GROWTH_METHODS}
    sides = _sides(draft)
    return ReportTable(
        columns=(
            *text_columns("Year"),
            *number_columns(
                *(f"{method_title(method)}, {side.lower()}".capitalize() for method in GROWTH_METHODS for side in sides)
            ),
        ),
        rows=tuple(
            (
                label,
                *(
                    text
                    for method in GROWTH_METHODS
                    for text in _growth_texts(before[method][label], after[method][label])[: len(sides)]
                ),
            )
            for label in before[GROWTH_METHODS[0]]
        ),
        note=f"Growth of mean pay over the year before. {METHOD_NOTE} Changes are in percentage points (pp).",
    )


def level_table(live: Impact, draft: Impact | None) -> ReportTable:
    """Headcount, mean pay and dispersion of every job level at the end of the last year."""
    last = max(live.metrics.years)
    before = live.levels.years.get(last, {})
    after = (draft or live).levels.years.get(last, {})
    sides = _sides(draft)
    return ReportTable(
        columns=(
            *text_columns("Level"),
            *number_columns(
                *(f"{what}, {side.lower()}" for what in ("Headcount", "Mean pay", "Dispersion (CV)") for side in sides)
            ),
        ),
        rows=tuple(
            (
                str(level),
                *_level_texts(before.get(level, _NOBODY), None if draft is None else after.get(level, _NOBODY)),
            )
            for level in sorted({*before, *after})
        ),
        note=f"The active at the end of {last}. Mean annual salary in the currency of the census; CV is the sample "
        "coefficient of variation of salaries.",
    )


def _level_texts(before: LevelYear, after: LevelYear | None) -> tuple[str, ...]:
    if after is None:
        return count(before.headcount), money(before.mean_pay), coefficient(before.pay_cv)
    return (
        count(before.headcount),
        count(after.headcount),
        count_change(before.headcount, after.headcount),
        money(before.mean_pay),
        money(after.mean_pay),
        f"{money_change(before.mean_pay, after.mean_pay)} ({relative_change(before.mean_pay, after.mean_pay)})",
        coefficient(before.pay_cv),
        coefficient(after.pay_cv),
        coefficient_change(before.pay_cv, after.pay_cv),
    )


def _growths(metrics: Metrics, method: GrowthMethod) -> dict[str, float | None]:
    by_year = {str(year): row.yoy_growth[method] for year, row in sorted(metrics.years.items())}
    return {**by_year, _MEAN: metrics.horizon_growth[method]}


def _growth_texts(before: float | None, after: float | None) -> tuple[str, str, str]:
    return (
        fraction_as_percent(before, digits=GROWTH_DIGITS),
        fraction_as_percent(after, digits=GROWTH_DIGITS),
        fraction_change_as_points(before, after, digits=GROWTH_DIGITS),
    )


def _sides(draft: Impact | None) -> tuple[str, ...]:
    return (IN_FORCE,) if draft is None else (IN_FORCE, DRAFT, _CHANGE)
