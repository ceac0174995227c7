"""Constraints in their own units, with every excess worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from figures import HORIZON, YEAR
from optimization.errors import BadInputError, SimulationError
from optimization.search.engine_result import EngineStatus
from optimization.search.problem.constraints import (
    MeritDirection,
    MeritOrder,
    MeritSpread,
    MetricLimit,
    parse_metric_limit,
)
from optimization.simulation.metric_names import metric_name

YEARS = (2025, 2026)


def limit(column: str, value: float, *, is_upper: bool, year: int | None = None) -> MetricLimit:
    return MetricLimit(metric=metric_name(column, year=year, years=YEARS), limit=value, is_upper=is_upper)


def merit(engine: Any, by_year: dict[int, tuple[float, ...]]) -> dict[Any, float]:
    table = engine.table()
    changed = {
        cell: rate
        for year, rates in by_year.items()
        for cell, rate in zip(engine.cells(f"merit_rate@{year}"), rates, strict=True)
    }
    return {**table.values(), **changed}


@pytest.mark.parametrize(
    ("constraint", "name", "unit", "scale", "excess"),
    [
        # Cost is 10,000,000.
        (
            limit("total_compensation_cost", 9.5e6, is_upper=True),
            "total_compensation_cost <= 9500000",
            "money",
            9.5e6,
            5e5,
        ),
        (
            limit("total_compensation_cost", 1.2e7, is_upper=True),
            "total_compensation_cost <= 12000000",
            "money",
            1.2e7,
            -2e6,
        ),
        # Growth is 3 %.
        (
            limit("horizon_growth_current", 0.035, is_upper=False),
            "horizon_growth_current >= 0.035",
            "fraction",
            0.035,
            0.005,
        ),
        # 103 people at the end, 8 promotions in 2025.
        (limit("closing_headcount", 100, is_upper=True), "closing_headcount <= 100", "count", 100, 3),
        (limit("promotions", 8, is_upper=False, year=2025), "promotions@2025 >= 8", "count", 8, 0),
        # A limit of zero is compared with one.
        (limit("promotion_rate", 0, is_upper=True), "promotion_rate <= 0", "fraction", 1.0, 0.08),
    ],
)
def test_a_limit_of_a_metric_is_broken_by_what_lies_beyond_it(
    constraint: MetricLimit, name: str, unit: str, scale: float, excess: float
) -> None:
    assert (constraint.name, constraint.unit, constraint.scale) == (name, unit, scale)
    assert constraint.excess(replace(HORIZON, years={2025: YEAR}), {}) == pytest.approx((excess,), abs=1e-12)


def test_a_limit_of_what_cannot_be_measured_cannot_be_judged() -> None:
    with pytest.raises(SimulationError, match=r"The constraint equity_cv <= 0\.2 cannot be judged: nobody is there"):
        limit("equity_cv", 0.2, is_upper=True).excess(HORIZON, {})


def test_merit_may_spread_in_its_worst_year_by_no_more_than_the_limit(engine: Any) -> None:
    levers = merit(engine, {2025: (0.03, 0.03, 0.03, 0.03, 0.03), 2026: (0.05, 0.04, 0.03, 0.02, 0.04)})
    spread = MeritSpread(limit=0.02)
    excess = spread.excess(HORIZON, levers)
    # In 2026 level 1 lies three points above level 4: one more than it may. In 2025 nothing differs.
    assert (len(excess), max(excess)) == (20, pytest.approx(0.01))
    assert (spread.name, spread.unit, spread.scale) == ("merit spread over levels <= 0.02", "fraction", 0.02)
    assert MeritSpread(limit=0.03).excess(HORIZON, levers) == pytest.approx([part - 0.01 for part in excess])
    assert MeritSpread(limit=0.0).scale == 0.01


# In binary 0.05 - 0.02 is more than 0.03, and 0.03 - 0.02 less than 0.01.
@pytest.mark.parametrize(("rates", "limit"), [((0.05, 0.02), 0.03), ((0.04, 0.03), 0.01), ((0.03, 0.02), 0.01)])
def test_merit_that_spreads_by_the_limit_keeps_it_exactly(
    engine: Any, rates: tuple[float, float], limit: float
) -> None:
    high, low = rates
    levers = merit(engine, dict.fromkeys(YEARS, (high, low, low, low, low)))
    assert max(MeritSpread(limit=limit).excess(HORIZON, levers)) == 0.0
    assert max(MeritSpread(limit=limit - 1e-8).excess(HORIZON, levers)) == pytest.approx(1e-8)


def test_merit_rates_alike_to_the_last_decimal_of_a_lever_are_in_order(engine: Any) -> None:
    # In binary 0.07 - 0.04 is more than 0.03.
    levers = merit(engine, dict.fromkeys(YEARS, (0.07 - 0.04, 0.03, 0.03, 0.03, 0.03)))
    assert levers[engine.cells("merit_rate@2025")[0]] > 0.03
    assert set(MeritDirection(order=MeritOrder.NON_DECREASING).excess(HORIZON, levers)) == {0.0}


def test_locked_merit_rates_that_spread_by_the_limit_stand_in_nobodys_way(engine: Any) -> None:
    rates = {
        cell: rate
        for year in YEARS
        for cell, rate in zip(engine.cells(f"merit_rate@{year}"), (0.05, 0.02, 0.02, 0.02, 0.02), strict=True)
    }
    simulator = engine.simulator(
        cost=lambda at: 1 + (at("cola_rate") - 0.6) ** 2, levers=engine.table(changed=rates, locked=rates)
    )
    result = engine.optimize(simulator, max_merit_spread=0.03, method="SLSQP")
    assert (result.status, dict(result.constraint_violations)) == (EngineStatus.CONVERGED, {})


@pytest.mark.parametrize("method", ["SLSQP", "DE", "COBYLA", "COBYQA", "trust-constr"])
@pytest.mark.parametrize("limit", [0.01, 0.03, 0.035])
def test_an_answer_on_the_edge_of_its_spread_keeps_it(engine: Any, method: str, limit: float) -> None:
    # Levels 1 and 2 are wanted apart as far as they may be: level 1 at its 10 %, level 2 at its 1 %.
    simulator = engine.simulator(cost=lambda at: 2 - at("merit_rate_level_1") + at("merit_rate_level_2"))
    result = engine.optimize(
        simulator,
        method=method,
        max_evaluations=300,
        max_merit_spread=limit,
        decision_variables=("merit_rate_level_1", "merit_rate_level_2"),
    )
    assert (result.status, dict(result.constraint_violations)) == (EngineStatus.CONVERGED, {})
    after = result.optimal_parameters
    # The other levels stay at 2.8 to 3.5 %, and neither of the two may leave them behind.
    assert after["merit_rate_level_1"] - after["merit_rate_level_2"] == pytest.approx(limit, abs=1e-4)


@pytest.mark.parametrize(
    ("order", "excess"),
    [
        # From level 1 to 5 merit goes 4, 5, 4.5, 4.5, 3 %.
        (MeritOrder.NON_DECREASING, (-0.01, 0.005, 0.0, 0.015)),
        (MeritOrder.NON_INCREASING, (0.01, -0.005, 0.0, -0.015)),
    ],
)
def test_merit_in_order_is_broken_by_each_step_the_wrong_way(
    engine: Any, order: MeritOrder, excess: tuple[float, ...]
) -> None:
    rates = (0.04, 0.05, 0.045, 0.045, 0.03)
    constraint = MeritDirection(order=order)
    assert constraint.excess(HORIZON, merit(engine, {2025: rates, 2026: rates})) == pytest.approx(excess)
    assert constraint.name == f"merit rates {order.value.replace('_', '-')} with the level"
    assert (constraint.unit, constraint.scale) == ("fraction", 0.01)


def test_the_worst_year_counts_for_each_pair_of_levels(engine: Any) -> None:
    levers = merit(engine, {2025: (0.04, 0.03, 0.03, 0.03, 0.03), 2026: (0.03, 0.03, 0.03, 0.05, 0.04)})
    constraint = MeritDirection(order=MeritOrder.NON_DECREASING)
    assert constraint.excess(HORIZON, levers) == pytest.approx((0.01, 0.0, 0.0, 0.01))


@pytest.mark.parametrize(
    ("text", "name", "is_upper"),
    [
        ("equity_cv<=0.2", "equity_cv <= 0.2", True),
        (" horizon_growth_current >= 0.03 ", "horizon_growth_current >= 0.03", False),
        ("wage_bill@2026<=9.5e8", "wage_bill@2026 <= 950000000", True),
        ("yoy_growth_continuous@2025>=-.01", "yoy_growth_continuous@2025 >= -0.01", False),
    ],
)
def test_a_limit_is_typed_as_it_is_said(text: str, name: str, is_upper: bool) -> None:
    constraint = parse_metric_limit(text, years=YEARS)
    assert (constraint.name, constraint.is_upper) == (name, is_upper)
    assert parse_metric_limit(constraint.name, years=YEARS) == constraint


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("equity_cv", "'equity_cv' is not a limit of a metric: write it like equity_cv<=0.2 or wage_bill@2025<=9.5e8"),
        ("equity_cv<0.2", "is not a limit"),
        ("equity_cv<=", "is not a limit"),
        ("equity_cv<=much", "is not a limit"),
        ("equity_cv<=nan", "is not a limit"),
        ("equity_cv<=inf", "is not a limit"),
        ("0.1<=equity_cv<=0.2", "is not a limit"),
        ("equity_cvs<=0.2", "Did you mean 'equity_cv'"),
        ("wage_bill<=1e8", "wage_bill is measured year by year, not over the horizon: write wage_bill@2026"),
        (
            "total_compensation_cost@2025<=1e7",
            "total_compensation_cost is measured over the whole horizon, not year by year: write it without a year",
        ),
        ("promotion_rate<=1e-320", "'promotion_rate<=1e-320' is no limit to search with: it must be zero, or 1e-09"),
        ("horizon_growth_current>=-9e-10", "1e-09 in size at least"),
        ("wage_bill@2031<=1e8", "the years are 2025 to 2026"),
    ],
)
def test_text_that_is_no_limit_is_refused(text: str, message: str) -> None:
    with pytest.raises(BadInputError, match=message):
        parse_metric_limit(text, years=YEARS)
