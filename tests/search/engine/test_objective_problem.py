"""The three terms of the objective and their sum, worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from figures import HORIZON, YEAR
from optimization.errors import BadInputError, SimulationError
from optimization.parameters.lever_cells import LeverVector
from optimization.parameters.metric_targets import MetricTarget, Priority
from optimization.search.problem.constraints import MetricLimit
from optimization.search.problem.objective_problem import AimedMetric, ObjectiveProblem, ObjectiveTerms, relative_miss
from optimization.search.problem.objective_weights import ObjectiveWeights
from optimization.simulation.metric_names import metric_name
from optimization.simulation.protocol import GrowthMethod, Metrics

YEARS = (2025, 2026)
TODAY = replace(HORIZON, equity_cv=0.2, years=dict.fromkeys(YEARS, YEAR))
UNCHANGED = LeverVector(cells={})


def after(**figures: Any) -> Metrics:
    return replace(TODAY, **figures)


def aimed(target: MetricTarget) -> AimedMetric:
    return AimedMetric(metric=metric_name(target.metric_name, year=target.fiscal_year, years=YEARS), target=target)


def problem(
    engine: Any, weights: tuple[float, float, float], targets: Sequence[MetricTarget] = (), **changes: Any
) -> ObjectiveProblem:
    cost, equity, aims = weights
    given: dict[str, Any] = {"constraints": (), "today": TODAY, **changes}
    return ObjectiveProblem(
        space=engine.space("cola_rate"),
        weights=ObjectiveWeights(cost=cost, equity=equity, targets=aims),
        targets=tuple(aimed(target) for target in targets),
        **given,
    )


def growth_target(engine: Any, value: float, **fields: Any) -> MetricTarget:
    target: MetricTarget = engine.target("horizon_growth_full_year_equivalent", value, **fields)
    return target


def test_todays_levers_come_to_the_weights_of_cost_and_equity_and_what_they_miss(engine: Any) -> None:
    # Growth is 3 %, a quarter below the target of 4 %: 0.0625.
    score = problem(engine, (0.4, 0.3, 0.3), [growth_target(engine, 0.04)]).score(UNCHANGED, TODAY)
    assert score.terms == ObjectiveTerms(cost=1.0, equity=1.0, targets=pytest.approx(0.0625))
    assert score.objective == pytest.approx(0.4 + 0.3 + 0.3 * 0.0625)
    assert (score.is_feasible, score.total_violation, score.excess) == (True, 0.0, ())


def test_cost_and_equity_are_relative_to_today(engine: Any) -> None:
    metrics = after(total_compensation_cost=1.1e7, equity_cv=0.15)
    score = problem(engine, (0.6, 0.4, 0.0)).score(UNCHANGED, metrics)
    assert score.terms == ObjectiveTerms(cost=pytest.approx(1.1), equity=pytest.approx(0.75), targets=0.0)
    assert score.objective == pytest.approx(0.66 + 0.3)


def test_targets_count_three_two_and_one_by_their_priority(engine: Any) -> None:
    targets = [
        # Growth 3 % against 4 %: a quarter short. Raises 4.6 % against 4 %: 0.15 over. 103 people against 100: 0.03.
        growth_target(engine, 0.04, priority=Priority.HIGH),
        engine.target("raise_budget_rate", 0.04, fiscal_year=2026, priority=Priority.MEDIUM),
        engine.target("closing_headcount", 100, priority=Priority.LOW),
    ]
    terms = problem(engine, (0.0, 0.0, 1.0), targets).terms(TODAY)
    assert terms.targets == pytest.approx((3 * 0.25**2 + 2 * 0.15**2 + 1 * 0.03**2) / 6)


def test_a_target_of_zero_is_compared_with_its_tolerance(engine: Any) -> None:
    # A tolerance of half a point: growth of 3 % misses zero by six of them.
    aim = aimed(growth_target(engine, 0.0, tolerance_pct=0.005))
    assert relative_miss(aim, TODAY) == pytest.approx(6.0)
    assert problem(engine, (0.0, 0.0, 1.0), [aim.target]).terms(TODAY).targets == pytest.approx(36.0)


def test_a_miss_has_the_sign_of_the_difference_whatever_the_targets(engine: Any) -> None:
    assert relative_miss(aimed(growth_target(engine, 0.04)), TODAY) == pytest.approx(-0.25)
    assert relative_miss(aimed(growth_target(engine, -0.01)), TODAY) == pytest.approx(4.0)


def test_violations_are_added_up_relative_to_the_size_of_each_limit(engine: Any) -> None:
    constraints = (
        MetricLimit(metric=metric_name("total_compensation_cost", year=None, years=YEARS), limit=8e6, is_upper=True),
        MetricLimit(metric=metric_name("horizon_growth_current", year=None, years=YEARS), limit=0.04, is_upper=False),
        MetricLimit(metric=metric_name("closing_headcount", year=None, years=YEARS), limit=200, is_upper=True),
    )
    score = problem(engine, (1.0, 0.0, 0.0), constraints=constraints).score(UNCHANGED, TODAY)
    assert score.excess == (pytest.approx((2e6,)), pytest.approx((0.01,)), pytest.approx((-97,)))
    assert score.total_violation == pytest.approx(0.25 + 0.25)
    assert not score.is_feasible


def test_a_feasible_candidate_beats_every_infeasible_one(engine: Any) -> None:
    limit = MetricLimit(metric=metric_name("closing_headcount", year=None, years=YEARS), limit=100, is_upper=True)
    posed = problem(engine, (1.0, 0.0, 0.0), constraints=(limit,))
    dear = posed.score(UNCHANGED, after(closing_headcount=100, total_compensation_cost=9e7))
    cheap = posed.score(UNCHANGED, after(closing_headcount=101, total_compensation_cost=1.0))
    cheaper = posed.score(UNCHANGED, after(closing_headcount=102, total_compensation_cost=0.5))
    assert dear.rank < cheap.rank < cheaper.rank


def test_targets_that_weigh_need_targets(engine: Any) -> None:
    with pytest.raises(BadInputError, match=r"Targets weigh 0\.3, but scenario 'default' has none"):
        problem(engine, (0.4, 0.3, 0.3))


@pytest.mark.parametrize(
    ("weights", "figures", "message"),
    [
        ((1.0, 0.0, 0.0), {"total_compensation_cost": 0.0}, "Cost cannot be weighed: today's levers come to no cost"),
        ((0.0, 1.0, 0.0), {"equity_cv": None}, "Equity cannot be weighed: equity_cv of today's levers is None"),
        ((0.0, 1.0, 0.0), {"equity_cv": 0.0}, r"Equity cannot be weighed: equity_cv of today's levers is 0\.0"),
    ],
)
def test_what_cannot_be_measured_today_cannot_weigh(
    engine: Any, weights: tuple[float, float, float], figures: dict[str, Any], message: str
) -> None:
    with pytest.raises(BadInputError, match=message):
        problem(engine, weights, today=after(**figures))


def test_equity_that_cannot_be_measured_is_no_term_where_it_does_not_weigh(engine: Any) -> None:
    terms = problem(engine, (1.0, 0.0, 0.0)).score(UNCHANGED, after(equity_cv=None)).terms
    assert terms == ObjectiveTerms(cost=1.0, equity=None, targets=0.0)


def test_a_candidate_whose_metrics_count_and_cannot_be_measured_is_an_error(engine: Any) -> None:
    with pytest.raises(SimulationError, match="equity_cv of a candidate cannot be measured"):
        problem(engine, (0.5, 0.5, 0.0)).score(UNCHANGED, after(equity_cv=None))
    unmeasured = after(horizon_growth=dict.fromkeys(GrowthMethod))
    with pytest.raises(SimulationError, match="The target metric horizon_growth_full_year_equivalent cannot be"):
        problem(engine, (0.0, 0.0, 1.0), [growth_target(engine, 0.03)]).terms(unmeasured)


def test_scaling_the_currency_changes_no_term(engine: Any) -> None:
    targets = [engine.target("wage_bill", 9e6, fiscal_year=2025), growth_target(engine, 0.04)]
    thousandfold = [replace(targets[0], target_value=9e9), targets[1]]
    year = replace(YEAR, wage_bill=1e10)
    now = after(total_compensation_cost=1e10, years=dict.fromkeys(YEARS, year))
    score = problem(engine, (0.4, 0.3, 0.3), targets).score(UNCHANGED, after(total_compensation_cost=1.2e7))
    scaled = problem(engine, (0.4, 0.3, 0.3), thousandfold, today=now).score(
        UNCHANGED, replace(now, total_compensation_cost=1.2e10)
    )
    assert scaled.objective == pytest.approx(score.objective, rel=1e-14)
