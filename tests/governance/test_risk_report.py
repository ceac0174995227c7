"""Components become one score, a level and mitigations, by hand; context and rules are refused where they are wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimization.errors import BadInputError
from optimization.governance.risk_assessment.risk_context import checked_context
from optimization.governance.risk_assessment.risk_report import risk_report
from optimization.governance.risk_assessment.risk_rules import RISK_CONFIG, load_risk_rules
from optimization.parameters.changed_levers import ChangedLever
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_names import parse_lever_name

CATALOGUE = load_lever_catalogue()
Moves = dict[str, tuple[float, float]]

# Parameter risk .2 (within the range), implementation risk .1 (2 %).
SLIGHT: Moves = {"merit_rate_level_1": (0.03, 0.0306)}
# Parameter risk .8, implementation risk .8.
LARGE: Moves = {"merit_rate_level_1": (0.03, 0.09)}
# Parameter risk 1.0, implementation risk .8.
BEYOND: Moves = {"merit_rate_level_1": (0.03, 0.11)}
# Business risk .7.
STRAINED: dict[str, Any] = {
    "estimated_annual_cost": 99.0,
    "budget_limit": 100.0,
    "market_position": "below_25th_percentile",
    "affected_employee_count": 9,
    "total_employee_count": 10,
}


def report(moves: Moves, **known: Any) -> dict[str, Any]:
    changes = [
        ChangedLever(name=parse_lever_name(name, CATALOGUE), before=before, after=after)
        for name, (before, after) in moves.items()
    ]
    context = checked_context(known)
    return risk_report(changes, context, load_risk_rules(), sources=dict.fromkeys(known, "given"))


@pytest.mark.parametrize(
    ("moves", "known", "score", "level", "proposal_level"),
    [
        ({}, {}, 0.15, "LOW", "LOW"),  # (.2 + .1) / 2
        (SLIGHT, {"market_volatility": 0.9}, 0.4, "LOW", "LOW"),  # (.2 + .1 + .9) / 3, on the edge
        (SLIGHT, {"market_volatility": 0.93}, 0.41, "MEDIUM", "MEDIUM"),
        # A lever that is HIGH by itself asks for the approvers of one, also where the mean is not.
        (LARGE, {"market_volatility": 0.5}, 0.7, "MEDIUM", "HIGH"),  # (.8 + .8 + .5) / 3, on the edge
        (LARGE, {"market_volatility": 0.53}, 0.71, "HIGH", "HIGH"),
        (LARGE, {}, 0.8, "HIGH", "HIGH"),
        (LARGE, {**STRAINED, "market_volatility": 0.1}, 0.6, "MEDIUM", "HIGH"),  # (.8 + .7 + .8 + .1) / 4
        ({**LARGE, "cola_rate": (0.015, 0.0153)}, {}, 0.65, "MEDIUM", "HIGH"),  # ((.8 + .2) / 2 + .8) / 2
        (BEYOND, {"market_volatility": 0.0}, 0.6, "MEDIUM", "CRITICAL"),
    ],
)
def test_the_score_is_the_mean_of_what_was_assessed(
    moves: Moves, known: dict[str, Any], score: float, level: str, proposal_level: str
) -> None:
    found = report(moves, **known)
    assert found["overall_risk_score"] == score
    assert (found["overall_risk_level"], found["proposal_risk_level"]) == (level, proposal_level)


def test_a_component_without_data_is_none_is_said_and_is_no_factor() -> None:
    found = report(SLIGHT)
    assert found["component_risks"] == {
        "parameter_risk": 0.2,
        "business_risk": None,
        "implementation_risk": 0.1,
        "market_risk": None,
    }
    assert [factor["factor"] for factor in found["risk_factors"]] == ["parameter_risk", "implementation_risk"]
    assert found["not_assessed"] == [
        "budget: no estimated_annual_cost is known",
        "market position: no market_position is known",
        "employees affected: no affected_employee_count is known",
        "market: no market_volatility is known",
    ]


def test_factors_are_sorted_and_each_over_a_half_has_a_mitigation() -> None:
    found = report(LARGE, **STRAINED, market_volatility=0.5)
    factors = [(factor["factor"], factor["score"]) for factor in found["risk_factors"]]
    assert factors == [
        ("parameter_risk", 0.8),
        ("implementation_risk", 0.8),
        ("business_risk", 0.7),
        ("market_risk", 0.5),
    ]
    owners = [text.partition(":")[0] for text in found["mitigation_recommendations"]]
    assert owners == ["parameter_risk", "implementation_risk", "business_risk"]
    assert found["risk_factors"][2]["reasons"] == [
        "99.0% of the budget is used (99 of 100 a year): +0.3",
        "the position in the market is below_25th_percentile: +0.2",
        "9 of 10 employees are affected (90.0%): +0.2",
    ]


def test_a_report_says_what_it_was_worked_out_from() -> None:
    found = report(BEYOND, market_position=0.4)
    assert found["changed_levers"] == [
        {"lever": "merit_rate_level_1", "before": 0.03, "after": 0.11, "risk_level": "CRITICAL"}
    ]
    assert found["business_context"] == {"market_position": {"value": 0.4, "source": "given"}}


def test_a_whole_number_counts_people_also_as_a_float() -> None:
    context = checked_context({"affected_employee_count": 850.0, "total_employee_count": np.float64(1000)})
    assert (context.affected_employee_count, context.total_employee_count) == (850, 1000)
    assert type(context.affected_employee_count) is int


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"budget_limt": 1.0}, "Did you mean 'budget_limit'"),
        ({"budget_limit": 0}, "budget_limit = 0 is out of range: it must be more than 0"),
        ({"budget_limit": float("nan")}, "budget_limit = nan: input should be a finite number"),
        ({"estimated_annual_cost": float("inf")}, "finite number"),
        ({"estimated_annual_cost": "1e6"}, "valid number"),
        ({"affected_employee_count": -1}, "affected_employee_count = -1 is out of range: it must be at least 0"),
        ({"affected_employee_count": 2.5}, "valid integer"),
        ({"affected_employee_count": float("inf")}, "integer"),
        ({"affected_employee_count": True}, "valid integer"),
        ({"total_employee_count": 0}, "total_employee_count = 0 is out of range: it must be at least 1"),
        ({"affected_employee_count": 5, "total_employee_count": 4}, "= 5 is more than total_employee_count = 4"),
        ({"market_volatility": 1.01}, "market_volatility = 1.01 is out of range"),
        ({"market_volatility": -0.01}, "at least 0 and at most 1"),
        ({"market_volatility": float("nan")}, "finite number"),
        ({"market_position": "medain"}, "Did you mean 'median'"),
        ({"market_position": 40}, "a fraction from 0 to 1"),
        ({"market_position": float("nan")}, "a fraction from 0 to 1"),
        ({1: 2}, "must be text"),
    ],
)
def test_a_wrong_business_context_is_refused_with_field_and_bounds(given: dict[Any, Any], message: str) -> None:
    with pytest.raises(BadInputError, match=message):
        checked_context(given)


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ("value: 0.95", "value: 1.95", "budget_share = 1.95 is out of range"),
        ("low_percentile:", "low_percentil:", "Did you mean 'low_percentile'"),
        ("value: 0.4\n", "value: 0.8\n", "medium_risk_above < high_risk_above must hold"),
        ("value: 0.10\n", "value: 0.25\n", "small_change < moderate_change < large_change must hold"),
        (
            "value: 0.3\n  unit: score\n  description: Added",
            "value: 0.7\n  unit: score\n  description: Added",
            "at most 1",
        ),
    ],
)
def test_wrong_rules_are_refused_with_the_rule_that_they_break(
    tmp_path: Path, wrong: str, right: str, message: str
) -> None:
    text = RISK_CONFIG.read_text(encoding="utf-8")
    assert text.count(wrong) == 1
    changed = tmp_path / "risk.yaml"
    changed.write_text(text.replace(wrong, right), encoding="utf-8")
    with pytest.raises(BadInputError, match=message):
        load_risk_rules(changed)
