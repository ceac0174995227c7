"""What a config asks for: constraints, targets, and messages for what cannot be asked."""

from __future__ import annotations

from typing import Any

import pytest

from optimization.errors import BadInputError
from optimization.parameters.metric_targets import Priority
from optimization.search.engine_config import EngineConfig, MethodName, engine_config
from optimization.search.engine_question import asked_constraints, asked_targets
from optimization.simulation.protocol import GrowthMethod

YEARS = (2025, 2026)


def test_nothing_asked_is_nothing_constrained() -> None:
    assert asked_constraints(engine_config(), YEARS) == ()


def test_constraints_stand_in_the_order_of_the_fields() -> None:
    config = engine_config(
        limits=("equity_cv<=0.2", "promotions@2026>=3"),
        merit_order="non_increasing",
        max_merit_spread=0.03,
        budget=1e7,
        method="SLSQP",
    )
    assert [constraint.name for constraint in asked_constraints(config, YEARS)] == [
        "total_compensation_cost <= 10000000",
        "merit spread over levels <= 0.03",
        "merit rates non-increasing with the level",
        "equity_cv <= 0.2",
        "promotions@2026 >= 3",
    ]
    assert config.constraint_names == (
        "budget",
        "max_merit_spread",
        "merit_order",
        "equity_cv<=0.2",
        "promotions@2026>=3",
    )


def test_a_budget_may_be_for_the_wage_bill_of_one_year() -> None:
    (budget,) = asked_constraints(engine_config(budget=2.5e6, budget_year=2026), YEARS)
    assert budget.name == "wage_bill@2026 <= 2500000"
    with pytest.raises(BadInputError, match="wage_bill@2030 is of a year that is not simulated"):
        asked_constraints(engine_config(budget=2.5e6, budget_year=2030), YEARS)


def test_targets_in_force_are_aimed_at_by_metric_and_year(engine: Any) -> None:
    targets = [engine.target("equity_cv", 0.15), engine.target("wage_bill", 1e7, fiscal_year=2026)]
    aims, notes = asked_targets(engine_config(), targets, YEARS)
    assert [(str(aim.metric), aim.target) for aim in aims] == [
        ("equity_cv", targets[0]),
        ("wage_bill@2026", targets[1]),
    ]
    assert notes == ()


def test_a_target_of_a_year_that_is_not_simulated_is_left_out_and_said_so(engine: Any) -> None:
    targets = [engine.target("wage_bill", 1e7, fiscal_year=2028), engine.target("equity_cv", 0.15)]
    aims, notes = asked_targets(engine_config(), targets, YEARS)
    assert [str(aim.metric) for aim in aims] == ["equity_cv"]
    assert notes == ("The target for wage_bill of 2028 is left out: that year is not simulated.",)


@pytest.mark.parametrize(
    ("name", "year", "message"),
    [
        (
            "equity_cvs",
            None,
            "Target file, line 2: Unknown metric of the horizon 'equity_cvs'. Did you mean 'equity_cv'",
        ),
        ("wage_bills", 2026, "Did you mean 'wage_bill'"),
        ("wage_bills", 2028, "Did you mean 'wage_bill'"),
        ("wage_bill", None, "Target file, line 2: wage_bill is measured year by year"),
        ("total_compensation_cost", 2028, "Target file, line 2: total_compensation_cost is measured over the whole"),
    ],
)
def test_a_target_for_no_metric_is_an_error_in_any_year(engine: Any, name: str, year: int | None, message: str) -> None:
    with pytest.raises(BadInputError, match=message):
        asked_targets(engine_config(), [engine.target(name, 1.0, fiscal_year=year)], YEARS)


def test_a_target_of_the_question_itself_has_no_line_to_name(engine: Any) -> None:
    with pytest.raises(BadInputError, match=r"^The question: Unknown metric of the horizon 'equity_cvs'"):
        asked_targets(engine_config(), [engine.target("equity_cvs", 1.0, line=0)], YEARS)


def test_growth_that_is_aimed_at_takes_the_place_of_the_files(engine: Any) -> None:
    targets = [
        engine.target("horizon_growth_continuous", 0.05),
        engine.target("horizon_growth_full_year_equivalent", 0.05),
    ]
    config = engine_config(target_growth=2.5, growth_method="continuous")
    aims, _ = asked_targets(config, targets, YEARS)
    assert {str(aim.metric): aim.target.target_value for aim in aims} == {
        "horizon_growth_continuous": 0.025,
        "horizon_growth_full_year_equivalent": 0.05,
    }
    asked = next(aim.target for aim in aims if str(aim.metric) == "horizon_growth_continuous")
    # To a tenth of a percentage point, and as high as a target can stand.
    assert (asked.tolerance, asked.priority, asked.fiscal_year) == (pytest.approx(0.001), Priority.HIGH, None)


@pytest.mark.parametrize("percent", [-1.0, 0.0, 2.0])
def test_growth_is_met_to_a_tenth_of_a_point_whatever_the_target(percent: float) -> None:
    ((aim,), _) = asked_targets(engine_config(target_growth=percent), [], YEARS)
    assert aim.target.target_value == pytest.approx(percent / 100)
    assert aim.target.tolerance == pytest.approx(0.001)


def test_a_config_has_the_defaults_of_the_guides() -> None:
    config = engine_config()
    assert (config.method, config.max_evaluations, config.timeout_minutes) == (MethodName.AUTO, 100, 60.0)
    assert (config.random_seed, config.seed, config.multi_start, config.use_synthetic) == (42, 42, 1, False)
    assert config.growth_method is GrowthMethod.FULL_YEAR_EQUIVALENT
    assert engine_config(config) is config
    assert engine_config({"max_evaluations": 20}, method="de") == EngineConfig(max_evaluations=20, method=MethodName.DE)


def test_a_single_lever_or_limit_needs_no_list() -> None:
    config = engine_config(decision_variables="cola_rate", limits="equity_cv<=0.2")
    assert (config.decision_variables, config.limits) == (("cola_rate",), ("equity_cv<=0.2",))


@pytest.mark.parametrize("text", ["slsqp", "SLSQP", "Slsqp"])
def test_methods_are_named_in_any_case(text: str) -> None:
    assert engine_config(method=text).method is MethodName.SLSQP


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"max_evaluations": 4}, "max_evaluations = 4 is out of range: it must be at least 5 and at most 100000"),
        ({"max_evaluations": 100_001}, "max_evaluations = 100001 is out of range"),
        ({"timeout_minutes": 0}, "timeout_minutes = 0 is out of range: it must be more than 0"),
        ({"timeout_minutes": 10_081}, "timeout_minutes = 10081 is out of range"),
        ({"multi_start": 65}, "multi_start = 65 is out of range: it must be at least 1 and at most 64"),
        (
            {"method": "simplex"},
            "Engine: Unknown method 'simplex'. Valid: COBYLA, COBYQA, DE, L-BFGS-B, SLSQP, TNC, auto, trust-constr.",
        ),
        ({"method": "COBYL"}, "Did you mean 'COBYLA'"),
        ({"budget": -1.0}, "budget = -1.0 is out of range: it must be more than 0"),
        ({"budget": 1e-300}, "budget = 1e-300: it must be zero, or 1e-09 in size at least"),
        ({"max_merit_spread": 1e-320}, "1e-09 in size at least"),
        ({"target_growth": -1e-320}, "1e-09 in size at least"),
        ({"budget_year": 2026}, "budget_year = 2026 is given without a budget"),
        ({"max_merit_spread": 3}, "max_merit_spread = 3 is out of range"),
        ({"merit_order": "falling"}, "Unknown merit_order 'falling'. Valid: non_decreasing, non_increasing."),
        ({"decision_variables": ()}, "decision_variables"),
        ({"max_evaluation": 20}, "Did you mean 'max_evaluations'"),
        ({"random_seed": -1}, "random_seed = -1 is out of range"),
        ({"budget": float("inf")}, "budget = inf"),
        ({"scenario_id": ""}, "scenario_id"),
        ({1: 2}, "the names of its settings must be text"),
        (
            {"method": "tnc", "budget": 1e7, "limits": ("equity_cv<=0.2",)},
            "TNC keeps to the bounds of the levers and to nothing else, but budget, equity_cv<=0.2 must hold",
        ),
    ],
)
def test_a_wrong_setting_is_named_with_its_value_and_what_is_valid(given: dict[str, Any], message: str) -> None:
    with pytest.raises(BadInputError) as refused:
        engine_config(given)
    assert message in str(refused.value)


def test_a_scenario_other_than_the_simulators_is_refused(engine: Any) -> None:
    with pytest.raises(BadInputError, match="holds scenario 'default', but the question is for 'austerity'"):
        engine.optimize(engine.simulator(), scenario_id="austerity")


@pytest.mark.parametrize(
    ("fields", "method"),
    [
        ({}, "SLSQP"),
        ({"timeout_minutes": 1.0}, "L-BFGS-B"),
        ({"budget": 2e7}, "SLSQP"),
        ({"budget": 2e7, "timeout_minutes": 1.0}, "SLSQP"),
        ({"limits": tuple(f"equity_cv<=0.{number}" for number in range(3, 9))}, "trust-constr"),
        (
            {
                "limits": tuple(f"equity_cv<=0.{number}" for number in range(3, 9)),
                "decision_variables": ("promotion_probability_level_1",),
            },
            "COBYQA",
        ),
        ({"decision_variables": ("merit_rate", "cola_rate"), "by_year": True}, "DE"),
    ],
)
def test_auto_takes_what_suits_the_problem_and_says_why(engine: Any, fields: dict[str, Any], method: str) -> None:
    result = engine.optimize(engine.simulator(), max_evaluations=20, **fields)
    assert result.algorithm_used == method
    assert len(result.algorithm_reason) > len("the question names it")


def test_a_method_that_is_named_is_taken(engine: Any) -> None:
    result = engine.optimize(engine.simulator(), method="COBYLA", max_evaluations=20)
    assert (result.algorithm_used, result.algorithm_reason) == ("COBYLA", "the question names it")
