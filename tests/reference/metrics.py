"""Metrics as sums over people and events: sums by `math.fsum`, variances in two passes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from reference.outputs import ACTIVE_STATUSES, GROWTH_METHODS, ByMethod, Event, PersonYear, ScenarioMetrics, YearMetrics


def mean_pay_by_method(people: Iterable[PersonYear]) -> ByMethod:
    """Mean pay of a year's closing headcount, as each growth method measures it."""
    actives = [row for row in people if row.detailed_status_code in ACTIVE_STATUSES]
    continuous = [row for row in actives if row.detailed_status_code == "continuous_active"]
    return {
        "current": mean([row.prorated_annual_compensation for row in actives]),
        "continuous": mean([row.prorated_annual_compensation for row in continuous]),
        "full_year_equivalent": mean([row.annual_salary for row in actives]),
    }


def year_metrics(
    people: Sequence[PersonYear], events: Sequence[Event], *, opening_headcount: int, mean_pay_before: ByMethod
) -> YearMetrics:
    """The figures of one year, from its people and events and last year's mean pay."""
    mean_pay = mean_pay_by_method(people)
    statuses = [row.detailed_status_code for row in people]
    promotions = count_events(events, "PROMOTION")
    return YearMetrics(
        opening_headcount=opening_headcount,
        hires=count_events(events, "HIRE"),
        terminations=statuses.count("experienced_termination"),
        new_hire_terminations=statuses.count("new_hire_termination"),
        promotions=promotions,
        raises=count_events(events, "RAISE"),
        closing_headcount=sum(status in ACTIVE_STATUSES for status in statuses),
        wage_bill=math.fsum(row.prorated_annual_compensation for row in people),
        mean_pay=mean_pay,
        yoy_growth={method: growth(mean_pay_before[method], mean_pay[method]) for method in GROWTH_METHODS},
        equity_cv=equity_cv(people),
        promotion_rate=ratio(promotions, opening_headcount),
        raise_budget_rate=raise_budget_rate(events),
    )


def scenario_metrics(years: Mapping[int, YearMetrics], events: Mapping[int, Sequence[Event]]) -> ScenarioMetrics:
    """The figures of all simulated years together."""
    last_year = years[max(years)]
    return ScenarioMetrics(
        horizon_growth={
            method: mean_or_none([row.yoy_growth[method] for row in years.values()]) for method in GROWTH_METHODS
        },
        total_compensation_cost=math.fsum(row.wage_bill for row in years.values()),
        equity_cv=last_year.equity_cv,
        closing_headcount=last_year.closing_headcount,
        promotion_rate=ratio(
            sum(row.promotions for row in years.values()), sum(row.opening_headcount for row in years.values())
        ),
        raise_budget_rate=raise_budget_rate([event for of_year in events.values() for event in of_year]),
    )


def equity_cv(people: Iterable[PersonYear]) -> float | None:
    """Mean, over levels with two actives or more, of the sample coefficient of variation of annual salary."""
    by_level: dict[int, list[float]] = {}
    for row in people:
        if row.detailed_status_code in ACTIVE_STATUSES:
            by_level.setdefault(row.job_level, []).append(row.annual_salary)
    return mean([coefficient_of_variation(salaries) for salaries in by_level.values() if len(salaries) > 1])


def coefficient_of_variation(values: Sequence[float]) -> float:
    """Sample standard deviation over mean, of two values or more."""
    centre = math.fsum(values) / len(values)
    variance = math.fsum((value - centre) ** 2 for value in values) / (len(values) - 1)
    return math.sqrt(variance) / centre


def raise_budget_rate(events: Iterable[Event]) -> float | None:
    """Raises given over the salaries they were given on, leavers' raises too."""
    given: list[float] = []
    base: list[float] = []
    for event in events:
        if event.event_type == "RAISE":
            assert event.merit_rate is not None
            assert event.cola_rate is not None
            assert event.previous_salary is not None
            given.append((event.merit_rate + event.cola_rate) * event.previous_salary)
            base.append(event.previous_salary)
    return ratio(math.fsum(given), math.fsum(base))


def count_events(events: Iterable[Event], event_type: str) -> int:
    """How many events are of a type."""
    return sum(event.event_type == event_type for event in events)


def growth(before: float | None, after: float | None) -> float | None:
    """Growth as a fraction; None where either end has nobody to measure."""
    return None if before is None or after is None else after / before - 1


def ratio(part: float, whole: float) -> float | None:
    """A share; None of nothing."""
    return None if whole == 0 else part / whole


def mean(values: Sequence[float]) -> float | None:
    """The arithmetic mean; None of nothing."""
    return None if not values else math.fsum(values) / len(values)


def mean_or_none(values: Sequence[float | None]) -> float | None:
    """The arithmetic mean; None where any value is missing."""
    known = [value for value in values if value is not None]
    return mean(known) if len(known) == len(values) else None
