"""The tables of a target loop's report: levers and outcomes before and after, and the growth of each year."""

from __future__ import annotations

from collections.abc import Mapping

from optimization.evidence.lever_changes import LeverState, lever_changes
from optimization.evidence.lever_texts import lever_bounds, lever_change, lever_span, lever_value, recommended_range
from optimization.evidence.quantities import (
    coefficient,
    coefficient_change,
    count,
    count_change,
    fraction_as_percent,
    fraction_change_as_points,
    growth_digits,
    money,
    money_change,
    relative_change,
)
from optimization.evidence.report_table import ReportTable, number_columns, text_columns
from optimization.evidence.yearly_growth import growth_by_year
from optimization.parameters.lever_catalogue import LeverCatalogue, LeverFamily
from optimization.parameters.lever_names import LeverName
from optimization.search.loop.target_loop_config import TargetLoopConfig
from optimization.search.loop.target_loop_result import TargetLoopResult
from optimization.simulation.protocol import GrowthMethod, YearMetrics

_DELTAS = ("Before", "After", "Change", "Relative")
_MONEY_NOTE = "Money is in the currency of the census."


def levers_table(result: TargetLoopResult, *, catalogue: LeverCatalogue) -> ReportTable:
    """Every lever allowed to move with its deltas, the bounds of the search, and what is to be known of it.

    The levers that were not allowed to move stand in the note.
    """
    changes = lever_changes(result, catalogue=catalogue)
    return ReportTable(
        columns=(*text_columns("Lever"), *number_columns(*_DELTAS, "Bounds"), *text_columns("Remark")),
        rows=tuple(
            (
                str(name),
                lever_value(state.before, name.family),
                lever_value(state.after, name.family),
                lever_change(state.before, state.after, name.family),
                relative_change(state.before, state.after),
                lever_bounds(name.family),
                _remark(state, name.family),
            )
            for name, state in changes.items()
            if name.family.name in result.config.levers
        ),
        note="A lever named without a year stands for every simulated year, one without a level for every level."
        + _kept_note(changes, result.config),
    )


def growth_table(result: TargetLoopResult) -> ReportTable:
    """Growth by year and its mean, by the chosen method."""
    method = result.config.method
    digits = growth_digits(result.config.tolerance)
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


def outcome_table(result: TargetLoopResult) -> ReportTable:
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


def cost_table(result: TargetLoopResult) -> ReportTable:
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


def _remark(state: LeverState, family: LeverFamily) -> str:
    remarks = [
        *(["locked"] if state.is_locked else []),
        *([] if state.bound_side is None else [f"at its {state.bound_side} bound"]),
        *([] if family.recommends(state.after) else [f"beyond the recommended {recommended_range(family)}"]),
    ]
    return ", ".join(remarks)


def _kept_note(changes: Mapping[LeverName, LeverState], config: TargetLoopConfig) -> str:
    kept: dict[LeverFamily, list[float]] = {}
    for name, state in changes.items():
        if name.family.name not in config.levers:
            kept.setdefault(name.family, []).append(state.after)
    texts = [f"{family.name} {lever_span(values, family)}" for family, values in kept.items()]
    return f" Not allowed to move: {', '.join(texts)}." if texts else ""


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
