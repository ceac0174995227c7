"""The components of risk against tables worked out by hand, with what lies exactly on each edge."""

from __future__ import annotations

from typing import Any

import pytest

from optimization.governance.risk_assessment.risk_components import (
    Component,
    business_risk,
    component_score,
    implementation_risk,
    market_risk,
    parameter_risk,
)
from optimization.governance.risk_assessment.risk_context import checked_context
from optimization.governance.risk_assessment.risk_rules import load_risk_rules
from optimization.parameters.changed_levers import ChangedLever
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_names import parse_lever_name

CATALOGUE = load_lever_catalogue()
RULES = load_risk_rules()

# Within every edge: nothing is added.
CALM: dict[str, Any] = {
    "estimated_annual_cost": 900.0,
    "budget_limit": 1000.0,
    "market_position": "median",
    "affected_employee_count": 10,
    "total_employee_count": 100,
}


def moved(name: str, before: float, after: float) -> ChangedLever:
    return ChangedLever(name=parse_lever_name(name, CATALOGUE), before=before, after=after)


def parameters(values: dict[str, float]) -> Component:
    return parameter_risk({parse_lever_name(name, CATALOGUE): value for name, value in values.items()}, RULES)


# Merit: recommended 0.02 to 0.045, bounds 0.01 to 0.10, so half-way up is 0.0725 and half-way down 0.015.
@pytest.mark.parametrize(
    ("values", "score"),
    [
        ({}, 0.2),
        ({"merit_rate_level_1": 0.02}, 0.2),
        ({"merit_rate_level_1": 0.045}, 0.2),
        ({"merit_rate_level_1": 0.0451}, 0.5),
        ({"merit_rate_level_1": 0.0725}, 0.5),
        ({"merit_rate_level_1": 0.0726}, 0.8),
        ({"merit_rate_level_1": 0.10}, 0.8),
        ({"merit_rate_level_1": 0.1001}, 1.0),
        ({"merit_rate_level_1": 0.015}, 0.5),
        ({"merit_rate_level_1": 0.0149}, 0.8),
        ({"merit_rate_level_1": 0.0}, 1.0),
        # (0.2 + 0.5 + 0.8 + 1.0) / 4
        (
            {
                "cola_rate": 0.02,
                "merit_rate_level_1": 0.05,
                "merit_rate_level_2": 0.09,
                "new_hire_salary_adjustment": 1.5,
            },
            0.625,
        ),
    ],
)
def test_parameter_risk_is_the_mean_of_the_levers_scores(values: dict[str, float], score: float) -> None:
    assert component_score(parameters(values)) == score


def test_parameter_risk_names_the_unusual_levers_with_their_ranges() -> None:
    assert parameters({"cola_rate": 0.02, "merit_rate_level_2": 0.09}).reasons == (
        "merit_rate_level_2 = 0.09 is HIGH: recommended is 0.02 to 0.045, and a search keeps to 0.01 to 0.1",
    )
    assert parameters({"cola_rate": 0.02}).reasons == ("every lever is within its recommended range",)
    assert parameters({}).reasons == ("no lever changes",)


@pytest.mark.parametrize(
    ("context", "score"),
    [
        ({}, 0.0),
        ({"estimated_annual_cost": 950.0}, 0.0),
        ({"estimated_annual_cost": 950.01}, 0.3),
        ({"estimated_annual_cost": 1200.0}, 0.3),
        # Exactly 95 % of a budget that binary floats cannot hold: 0.95 * 1.1 is 1.045.
        ({"estimated_annual_cost": 1.045, "budget_limit": 1.1}, 0.0),
        ({"estimated_annual_cost": -100.0}, 0.0),
        ({"market_position": "below_25th_percentile"}, 0.2),
        ({"market_position": "above_75th_percentile"}, 0.1),
        ({"market_position": 0.2499}, 0.2),
        ({"market_position": 0.25}, 0.0),
        ({"market_position": 0.75}, 0.0),
        ({"market_position": 0.7501}, 0.1),
        ({"market_position": 0}, 0.2),
        ({"market_position": 1}, 0.1),
        ({"affected_employee_count": 80}, 0.0),
        ({"affected_employee_count": 81}, 0.2),
        ({"affected_employee_count": 4, "total_employee_count": 5}, 0.0),
        ({"affected_employee_count": 0}, 0.0),
        (
            {
                "estimated_annual_cost": 951.0,
                "market_position": "below_25th_percentile",
                "affected_employee_count": 100,
            },
            0.7,
        ),
        (
            {
                "estimated_annual_cost": 951.0,
                "market_position": "above_75th_percentile",
                "affected_employee_count": 100,
            },
            0.6,
        ),
    ],
)
def test_business_risk_adds_what_is_over_its_edge(context: dict[str, Any], score: float) -> None:
    found = business_risk(checked_context({**CALM, **context}), RULES)
    assert component_score(found) == score
    assert found.not_assessed == ()


@pytest.mark.parametrize(
    ("known", "score", "missing"),
    [
        ({}, None, ["budget: no estimated_annual_cost", "market position", "employees affected: no affected"]),
        ({"market_position": "median"}, 0.0, ["budget", "employees affected"]),
        ({"budget_limit": 5.0, "affected_employee_count": 3}, None, ["budget", "market position", "no total_employee"]),
        ({"estimated_annual_cost": 5.0}, None, ["no budget_limit is known", "market position", "employees affected"]),
    ],
)
def test_business_parts_without_data_are_left_out_and_named(
    known: dict[str, Any], score: float | None, missing: list[str]
) -> None:
    found = business_risk(checked_context(known), RULES)
    assert component_score(found) == score
    assert len(found.not_assessed) == len(missing)
    for text, words in zip(found.not_assessed, missing, strict=True):
        assert words in text


@pytest.mark.parametrize(
    ("changes", "score"),
    [
        ([], 0.1),
        ([("merit_rate_level_1", 0.04, 0.0418)], 0.1),
        ([("merit_rate_level_1", 0.04, 0.042)], 0.1),  # exactly 5 %
        ([("merit_rate_level_1", 0.04, 0.0421)], 0.3),
        ([("merit_rate_level_1", 0.03, 0.033)], 0.3),  # exactly 10 %
        ([("merit_rate_level_1", 0.03, 0.0331)], 0.5),
        ([("merit_rate_level_1", 0.03, 0.036)], 0.5),  # exactly 20 %
        ([("merit_rate_level_1", 0.03, 0.0361)], 0.8),
        ([("merit_rate_level_1", 0.03, 0.024)], 0.5),  # down counts as up
        ([("merit_rate_level_1", 0.03, 0.0)], 0.8),
        # (1/3 + 1/30) / 2 = 18.3 %
        ([("cola_rate", 0.015, 0.02), ("merit_rate_level_1", 0.03, 0.031)], 0.5),
        # From zero against its range of 0 to 0.30: 0.06 / 0.30 is exactly 20 %, 0.015 / 0.30 exactly 5 %.
        ([("promotion_probability_level_5", 0.0, 0.06)], 0.5),
        ([("promotion_probability_level_5", 0.0, 0.061)], 0.8),
        ([("promotion_probability_level_5", 0.0, 0.015)], 0.1),
        # (20 % + 0.3 / 0.3 = 100 %) / 2
        ([("merit_rate_level_1", 0.03, 0.036), ("promotion_probability_level_5", 0.0, 0.3)], 0.8),
    ],
)
def test_implementation_risk_goes_by_the_average_relative_move(
    changes: list[tuple[str, float, float]], score: float
) -> None:
    assert component_score(implementation_risk([moved(*change) for change in changes], RULES)) == score


def test_business_risk_of_some_of_its_parts_is_said_to_be_perhaps_too_low() -> None:
    found = business_risk(checked_context({"market_position": "median"}), RULES)
    assert found.not_assessed == (
        "budget: no estimated_annual_cost is known, so business_risk may be too low",
        "employees affected: no affected_employee_count is known, so business_risk may be too low",
    )


def test_a_lever_that_starts_at_zero_is_said_to_count_by_its_range() -> None:
    changes = [moved("promotion_probability_level_5", 0.0, 0.06)]
    assert implementation_risk(changes, RULES).reasons == (
        "the levers move on average by 20.0% of where they start, those at zero by their move against their range "
        "(promotion_probability_level_5)",
    )


@pytest.mark.parametrize("volatility", [0, 0.35, 1])
def test_market_risk_is_the_volatility_that_is_given(volatility: float) -> None:
    assert component_score(market_risk(checked_context({"market_volatility": volatility}))) == volatility


def test_market_risk_is_not_assessed_where_no_volatility_is_given() -> None:
    found = market_risk(checked_context({}))
    assert (found.score, found.not_assessed) == (None, ("market: no market_volatility is known",))
