"""What a config asks of the engine, as constraints and targets over the simulated years."""

from __future__ import annotations

from collections.abc import Sequence

from optimization.errors import BadInputError
from optimization.parameters.metric_targets import MetricTarget, Priority
from optimization.search.engine_config import EngineConfig
from optimization.search.problem.constraints import (
    Constraint,
    MeritDirection,
    MeritSpread,
    MetricLimit,
    parse_metric_limit,
)
from optimization.search.problem.objective_problem import AimedMetric
from optimization.simulation.metric_names import MetricName, metric_name

_PERCENT = 100.0
# Growth aimed at by the question itself is met as the target loop's is by default: to a tenth of a percentage point.
_GROWTH_TOLERANCE = 0.001
# Files count their lines from 1: a target of this line is the question's own.
_NO_LINE = 0


def asked_constraints(config: EngineConfig, years: Sequence[int]) -> tuple[Constraint, ...]:
    """The constraints of a config, in the order of its fields.

    Raises:
        BadInputError: a limit of no metric, or of a year that is not simulated.
    """
    constraints: list[Constraint] = []
    if config.budget is not None:
        column = "total_compensation_cost" if config.budget_year is None else "wage_bill"
        cost = metric_name(column, year=config.budget_year, years=years)
        constraints.append(MetricLimit(metric=cost, limit=config.budget, is_upper=True))
    if config.max_merit_spread is not None:
        constraints.append(MeritSpread(limit=config.max_merit_spread))
    if config.merit_order is not None:
        constraints.append(MeritDirection(order=config.merit_order))
    constraints += [parse_metric_limit(text, years=years) for text in config.limits]
    return tuple(constraints)


def asked_targets(
    config: EngineConfig, targets: Sequence[MetricTarget], years: Sequence[int]
) -> tuple[tuple[AimedMetric, ...], tuple[str, ...]]:
    """The targets that can be measured over these years, and a sentence for each that cannot.

    Growth that the config aims at takes the place of the file's target for the same metric.

    Raises:
        BadInputError: a target is for a metric that does not exist; names its line in the target file.
    """
    asked = {(target.fiscal_year, target.metric_name): target for target in targets}
    if config.target_growth is not None:
        growth = _growth_target(config, config.target_growth / _PERCENT)
        asked[growth.fiscal_year, growth.metric_name] = growth
    aims, notes = [], []
    for target in asked.values():
        if target.fiscal_year is not None and target.fiscal_year not in years:
            _metric(target, (target.fiscal_year,))
            notes.append(
                f"The target for {target.metric_name} of {target.fiscal_year} is left out: that year is not simulated."
            )
            continue
        aims.append(AimedMetric(metric=_metric(target, years), target=target))
    return tuple(aims), tuple(notes)


def _metric(target: MetricTarget, years: Sequence[int]) -> MetricName:
    try:
        return metric_name(target.metric_name, year=target.fiscal_year, years=years)
    except BadInputError as error:
        where = "The question" if target.line == _NO_LINE else f"Target file, line {target.line}"
        raise BadInputError(f"{where}: {error}") from error


def _growth_target(config: EngineConfig, growth: float) -> MetricTarget:
    return MetricTarget(
        scenario_id=config.scenario_id,
        fiscal_year=None,
        metric_name=f"horizon_growth_{config.growth_method}",
        target_value=growth,
        tolerance_pct=_GROWTH_TOLERANCE / abs(growth) if growth else _GROWTH_TOLERANCE,
        priority=Priority.HIGH,
        description="Growth that the question aims at.",
        line=_NO_LINE,
    )
