"""What an engine run aimed at and had to keep, as tables: terms of the objective, targets and constraints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from optimization.evidence.charts.chart_units import PERCENT, ChartUnit
from optimization.evidence.measure_units import metric_unit
from optimization.evidence.quantities import NOT_AVAILABLE, as_typed, objective, objective_change, relative_change
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.search.engine_question import asked_constraints
from optimization.search.engine_result import ConstraintOutcome, OptimizationResult
from optimization.search.problem.constraints import Constraint, MeritSpread, MetricLimit

_YES, _NO = "yes", "no"


def terms_table(result: OptimizationResult) -> ReportTable:
    """Each term of the objective with its weight, and what they add up to."""
    before, after, weights = result.status_quo_terms, result.objective_terms, result.objectives
    rows = (
        ("Cost", weights.cost, before.cost, after.cost),
        ("Equity", weights.equity, before.equity, after.equity),
        ("Targets", weights.targets, before.targets, after.targets),
    )
    return ReportTable(
        columns=(
            *text_columns("Term"),
            *number_columns("Weight", "Before", "After", "Change", "Relative", "Weight x after"),
        ),
        rows=(
            *(
                (
                    label,
                    as_typed(weight),
                    objective(todays),
                    objective(found),
                    objective_change(todays, found),
                    relative_change(todays, found),
                    NOT_AVAILABLE if found is None else objective(weight * found),
                )
                for label, weight, todays, found in rows
            ),
            (
                "Objective",
                "",
                objective(result.status_quo_objective),
                objective(result.objective_value),
                objective_change(result.status_quo_objective, result.objective_value),
                relative_change(result.status_quo_objective, result.objective_value),
                objective(result.objective_value),
            ),
        ),
        note="Lower is better. Cost and equity are relative to today's; targets is the mean squared distance to the "
        "targets, each relative to its size, weighed by priority. The objective is the sum of weight x term.",
    )


def targets_table(result: OptimizationResult) -> ReportTable:
    """Each target with its metric before and after, in the metric's unit."""
    rows = []
    for target in result.targets:
        unit = metric_unit(target.metric)
        rows.append(
            (
                target.metric,
                target.priority,
                unit.write(target.target),
                unit.write_change(target.tolerance).lstrip("+"),
                unit.write(target.before),
                unit.write(target.after),
                unit.write_change(target.after - target.target),
                _YES if target.is_met else _NO,
            )
        )
    return ReportTable(
        columns=(
            *text_columns("Metric", "Priority"),
            *number_columns("Target", "Tolerance", "Before", "After", "Difference to target"),
            *text_columns("Met"),
        ),
        rows=tuple(rows),
    )


@dataclass(frozen=True, kw_only=True)
class LimitedValue:
    """What a constraint limits, before and after: values that are feasible on one side of the limit, in the unit."""

    outcome: ConstraintOutcome
    unit: ChartUnit
    limit: float
    before: float
    after: float

    @property
    def room_left(self) -> float:
        """How far within the limit the answer lies; negative where the limit is broken."""
        return 0.0 - self.outcome.after


def limited_values(result: OptimizationResult) -> Iterator[LimitedValue]:
    """The constraints of a result with their limits; of an order of merit rates, the largest step against it."""
    years = sorted(result.metrics_before.years)
    for constraint, outcome in zip(asked_constraints(result.config, years), result.constraints, strict=True):
        unit, limit, sign = _limit(constraint)
        yield LimitedValue(
            outcome=outcome,
            unit=unit,
            limit=limit,
            before=limit + sign * outcome.before,
            after=limit + sign * outcome.after,
        )


def constraints_table(result: OptimizationResult) -> ReportTable:
    """Each constraint with its limit, what it limits before and after, and how much room that leaves."""
    return ReportTable(
        columns=(
            *text_columns("Constraint"),
            *number_columns("Limit", "Before", "After", "Room left"),
            *text_columns("Kept"),
        ),
        rows=tuple(
            (
                value.outcome.name,
                value.unit.write(value.limit),
                value.unit.write(value.before),
                value.unit.write(value.after),
                value.unit.write_change(value.room_left),
                _YES if value.outcome.is_kept else _NO,
            )
            for value in limited_values(result)
        ),
        note="Room left is positive; below zero the limit is broken. Of an order of merit rates, the largest step "
        "against it is shown, with the limit zero.",
    )


def _limit(constraint: Constraint) -> tuple[ChartUnit, float, int]:
    """Unit and limit, and the direction in which the limit is broken."""
    if isinstance(constraint, MetricLimit):
        return metric_unit(str(constraint.metric)), constraint.limit, 1 if constraint.is_upper else -1
    if isinstance(constraint, MeritSpread):
        return PERCENT, constraint.limit, 1
    return PERCENT, 0.0, 1
