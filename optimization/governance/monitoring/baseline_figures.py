"""What an actual figure is held against: a checkpoint's own figure, an earlier actual one, or a simulated one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimization.errors import BadInputError
from optimization.governance.monitoring.actuals import Actual
from optimization.governance.monitoring.periods import Period

if TYPE_CHECKING:
    from optimization.governance.lever_file.checkpoint_store import Checkpoint

# The key of a checkpoint's metadata that holds figures for the time before the change, by metric.
GIVEN_FIGURES = "baseline_metrics"
MONTHS_PER_YEAR = 12
# Amounts of the period that they are given for; other metrics are shares, or rates per year whatever the period.
AMOUNTS = ("total_compensation_cost", "wage_bill")
# The budget of a year is what the simulation says that its pay will cost.
BUDGET_SPENT_AS_SIMULATED = 1.0
BUDGET_UTILIZATION = "budget_utilization"


@dataclass(frozen=True, kw_only=True)
class BaselineFigure:
    """A figure for the time before a change, for a period as long as that of the figure that is held against it."""

    value: float
    origin: str


def baseline_of(
    checkpoint: Checkpoint, metrics: Mapping[str, Period | None], *, known: Sequence[Actual]
) -> dict[str, BaselineFigure]:
    """The baseline of each metric that has one: the first that there is of three.

    1. What the checkpoint's metadata give as `baseline_metrics`.
    2. The actual figure of the latest period that was known when the checkpoint was made, as it was corrected since;
       not of an amount of money, since those of an earlier year know nothing of the growth that was planned since,
       and not of budget_utilization, since an earlier overrun excuses no later one.
    3. What the simulation gave for the levers of the checkpoint, in the year of the metric's period, or where none is
       named in the first one: turnover_rate as terminations of the opening roster over its headcount, wage_bill and
       total_compensation_cost as the year's wage bill, every month alike, and budget_utilization as 1. It knows no
       reasons of leaving, so none for voluntary_turnover_rate.

    Args:
        checkpoint: the state before the change.
        metrics: what figures there are, each with its period; None for a year that is not named.
        known: actual figures.

    Raises:
        BadInputError: the checkpoint's `baseline_metrics` are no mapping.
    """
    given = checkpoint.metadata.get(GIVEN_FIGURES, {})
    if not isinstance(given, Mapping):
        raise BadInputError(
            f"{checkpoint.checkpoint_id}: {GIVEN_FIGURES} in its metadata must be a mapping of metric to number."
        )
    before = [actual for actual in known if actual.known_since <= checkpoint.created_at]
    simulated = {} if checkpoint.baseline is None else checkpoint.baseline.metrics.get("years", {})
    figures = {}
    for metric, period in metrics.items():
        figure = _given(metric, given) or _actual(metric, before) or _simulated(metric, period, simulated)
        if figure is not None:
            figures[metric] = figure
    return figures


def _given(metric: str, given: Mapping[str, float]) -> BaselineFigure | None:
    return BaselineFigure(value=given[metric], origin="given with the checkpoint") if metric in given else None


def _actual(metric: str, before: Sequence[Actual]) -> BaselineFigure | None:
    of_metric = [actual for actual in before if actual.metric_name == metric]
    if not of_metric or metric in (*AMOUNTS, BUDGET_UTILIZATION):
        return None
    last = max(of_metric, key=lambda actual: actual.period.recency)
    return BaselineFigure(value=last.value, origin=f"actual figure of {last.period}")


def _simulated(metric: str, period: Period | None, years: Mapping[str, Mapping[str, Any]]) -> BaselineFigure | None:
    year = min(years, default="none") if period is None else str(period.year)
    value = _simulated_value(metric, years[year]) if year in years else None
    if value is None:
        return None
    if metric in AMOUNTS and period is not None:
        value = value * period.months / MONTHS_PER_YEAR
    return BaselineFigure(value=value, origin=f"simulated for {year}")


def _simulated_value(metric: str, year: Mapping[str, Any]) -> float | None:
    match metric:
        case "turnover_rate" if year["opening_headcount"]:
            return float(year["terminations"] / year["opening_headcount"])
        case "wage_bill" | "total_compensation_cost":
            return float(year["wage_bill"])
        case _:
            return BUDGET_SPENT_AS_SIMULATED if metric == BUDGET_UTILIZATION else None
