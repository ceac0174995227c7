"""Constraints on levers and metrics: numbers that are feasible at zero or less, in the unit of what they limit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise, permutations
from typing import Protocol

from optimization.errors import BadInputError, SimulationError
from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell
from optimization.parameters.metric_targets import TOO_SMALL, is_absurdly_small
from optimization.search.movable_levers import LEVER_DECIMALS
from optimization.simulation.metric_names import MetricName, Unit, metric_name
from optimization.simulation.protocol import Metrics

# The rows of a lever file that hold merit rates.
MERIT = "merit_base"
# What merit rates are compared with where no limit of their own has a size.
_PERCENTAGE_POINT = 0.01

_BOUND = re.compile(r"(?P<column>\w+?)(?:@(?P<year>\d{4}))?\s*(?P<sign><=|>=)\s*(?P<limit>[^<>=\s]+)", re.ASCII)


class MeritOrder(StrEnum):
    """How merit rates may move with the job level."""

    NON_DECREASING = "non_decreasing"
    NON_INCREASING = "non_increasing"


class Constraint(Protocol):
    """One thing that a candidate must keep to."""

    @property
    def name(self) -> str:
        """The constraint in words, with its limit."""
        ...

    @property
    def unit(self) -> Unit:
        """What the excess is measured in."""
        ...

    @property
    def scale(self) -> float:
        """The size, in the unit, that an excess is compared with where constraints are added up; more than zero."""
        ...

    def excess(self, metrics: Metrics, levers: Mapping[LeverCell, float]) -> tuple[float, ...]:
        """By how much each part of the constraint is broken; feasible at zero or less.

        Raises:
            SimulationError: a metric could not be measured.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class MetricLimit:
    """A metric that must not lie above a limit, or not below it."""

    metric: MetricName
    limit: float
    is_upper: bool

    @property
    def name(self) -> str:
        """The metric, the sign and the limit, as they can be typed."""
        return f"{self.metric} {'<=' if self.is_upper else '>='} {self.limit:.15g}"

    @property
    def unit(self) -> Unit:
        """That of the metric."""
        return self.metric.unit

    @property
    def scale(self) -> float:
        """The limit's own size; a limit of zero is compared with one."""
        return abs(self.limit) or 1.0

    def excess(self, metrics: Metrics, levers: Mapping[LeverCell, float]) -> tuple[float, ...]:  # noqa: ARG002
        """How far the metric lies beyond the limit."""
        value = self.metric.of(metrics)
        if value is None:
            raise SimulationError(f"The constraint {self.name} cannot be judged: nobody is there to measure.")
        return (value - self.limit if self.is_upper else self.limit - value,)


@dataclass(frozen=True, kw_only=True)
class MeritSpread:
    """In every year the merit rates of any two levels differ by no more than a limit, a fraction."""

    limit: float

    @property
    def name(self) -> str:
        """What is limited, and to how much."""
        return f"merit spread over levels <= {self.limit:.15g}"

    @property
    def unit(self) -> Unit:
        """Merit rates are fractions."""
        return "fraction"

    @property
    def scale(self) -> float:
        """The limit; where no spread is allowed, a percentage point."""
        return self.limit or _PERCENTAGE_POINT

    def excess(self, metrics: Metrics, levers: Mapping[LeverCell, float]) -> tuple[float, ...]:  # noqa: ARG002
        """One part for each pair of levels: linear in the levers, as solvers like it."""
        return _worst_year(levers, list(permutations(JOB_LEVELS, 2)), allowed=self.limit)


@dataclass(frozen=True, kw_only=True)
class MeritDirection:
    """In every year merit rates do not fall, or do not rise, from a level to the next."""

    order: MeritOrder

    @property
    def name(self) -> str:
        """Which way merit rates may go."""
        return f"merit rates {self.order.replace('_', '-')} with the level"

    @property
    def unit(self) -> Unit:
        """Merit rates are fractions."""
        return "fraction"

    @property
    def scale(self) -> float:
        """A percentage point: an order has no limit to compare with."""
        return _PERCENTAGE_POINT

    def excess(self, metrics: Metrics, levers: Mapping[LeverCell, float]) -> tuple[float, ...]:  # noqa: ARG002
        """One part for each pair of neighbours."""
        pairs = list(pairwise(JOB_LEVELS))
        if self.order is MeritOrder.NON_INCREASING:
            pairs = [(above, below) for below, above in pairs]
        return _worst_year(levers, pairs, allowed=0.0)


def parse_metric_limit(text: str, *, years: Sequence[int]) -> MetricLimit:
    """A limit as it is typed: `equity_cv<=0.2`, `wage_bill@2026<=9.5e8`, `horizon_growth_current>=0.03`.

    Raises:
        BadInputError: it is not of this form, is absurdly small, or names no metric or no simulated year.
    """
    match = _BOUND.fullmatch(text.strip())
    limit = _finite(match["limit"]) if match else None
    if match is None or limit is None:
        raise BadInputError(
            f"{text!r} is not a limit of a metric: write it like equity_cv<=0.2 or wage_bill@{years[0]}<=9.5e8."
        )
    if is_absurdly_small(limit):
        raise BadInputError(f"{text!r} is no limit to search with: {TOO_SMALL}")
    year = None if match["year"] is None else int(match["year"])
    return MetricLimit(
        metric=metric_name(match["column"], year=year, years=years), limit=limit, is_upper=match["sign"] == "<="
    )


def _finite(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


def _worst_year(
    levers: Mapping[LeverCell, float], pairs: Sequence[tuple[int, int]], *, allowed: float
) -> tuple[float, ...]:
    """For each pair of levels, by how much the first's merit rate lies above the second's, in the year it does most.

    As exact as levers are: in binary 0.05 lies more than 0.03 above 0.02.
    """
    years = {cell.fiscal_year for cell in levers}
    return tuple(
        round(
            max(levers[LeverCell(year, high, MERIT)] - levers[LeverCell(year, low, MERIT)] for year in years),
            LEVER_DECIMALS,
        )
        - allowed
        for high, low in pairs
    )
