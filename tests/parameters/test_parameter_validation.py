"""Sets of levers judged by hand-worked tables: errors, warnings, insights and risk."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from optimization.errors import BadInputError
from optimization.parameters.remark_limits import REMARKS_CONFIG, load_remark_limits
from optimization.parameters.validation import comprehensive_parameter_validation


def merit(*rates: float) -> dict[str, float]:
    return {f"merit_rate_level_{level}": rate for level, rate in enumerate(rates, start=1)}


FALLS, SPREAD, COLA, ADJUSTMENT = "Merit falls", "Merit differs", "COLA of", "A new-hire adjustment"
ZERO, LOW_ADJUSTMENT = "COLA is zero", "A new-hire adjustment"

# parameters: how warnings begin, how insights begin, risk
REMARKED: list[tuple[Mapping[str, float], list[str], list[str], str]] = [
    ({}, [], [], "LOW"),
    (merit(0.03, 0.03, 0.03, 0.03, 0.03), [], [], "LOW"),
    (merit(0.02, 0.025, 0.03, 0.035, 0.04), [], [], "LOW"),
    (merit(0.02, 0.03, 0.0299, 0.035, 0.04), [FALLS], [], "LOW"),
    # 0.05 - 0.02 is a little more than 0.03 in floating point, and exactly 0.03 as written.
    (merit(0.02, 0.05), [], [], "MEDIUM"),
    (merit(0.02, 0.0501), [SPREAD], [], "MEDIUM"),
    (merit(0.06, 0.02), [FALLS, SPREAD], [], "MEDIUM"),
    ({"merit_rate_level_5": 0.03, "merit_rate_level_1": 0.04}, [FALLS], [], "LOW"),
    ({"merit_rate": 0.04}, [], [], "LOW"),
    ({"merit_rate": 0.04, "merit_rate_level_1": 0.02}, [], [], "LOW"),
    ({"cola_rate": 0.05}, [], [], "MEDIUM"),
    ({"cola_rate": 0.0501}, [COLA], [], "MEDIUM"),
    ({"cola_rate": 0.06}, [COLA, "cola_rate = 0.06 is above its recommended range"], [], "HIGH"),
    ({"new_hire_salary_adjustment": 1.25}, [], [], "MEDIUM"),
    ({"new_hire_salary_adjustment": 1.26}, [ADJUSTMENT, "new_hire_salary_adjustment = 1.26 is above"], [], "HIGH"),
    ({"new_hire_salary_adjustment": 1.05}, [], [], "LOW"),
    ({"new_hire_salary_adjustment": 1.04}, [], [LOW_ADJUSTMENT], "LOW"),
    ({"promotion_raise": 0.3, "promotion_probability_level_2": 0.2}, ["promotion_raise = 0.3 is above"], [], "HIGH"),
]


@pytest.mark.parametrize(("parameters", "warnings", "insights", "risk"), REMARKED)
def test_a_valid_set_is_remarked_on_as_worked_out_by_hand(
    parameters: Mapping[str, float], warnings: list[str], insights: list[str], risk: str
) -> None:
    judged = comprehensive_parameter_validation(parameters)
    assert list(judged) == ["is_valid", "errors", "warnings", "business_insights", "risk_assessment"]
    assert (judged["is_valid"], judged["errors"], judged["risk_assessment"]) == (True, [], risk)
    for told, begins in [(judged["warnings"], warnings), (judged["business_insights"], insights)]:
        assert len(told) == len(begins)
        assert all(text.startswith(beginning) for text, beginning in zip(told, begins, strict=True))


# parameters: a fragment of each error, in order
WRONG: list[tuple[Mapping[str, object], list[str]]] = [
    ({"cola": 0.02}, ["Unknown lever 'cola'. Did you mean 'cola_rate'"]),
    ({"merit_rate_level_1": 0.005}, ["merit_rate_level_1 = 0.005 is below its bounds"]),
    ({"merit_rate_level_1": 3.0}, ["above its bounds"]),
    ({"cola_rate": "0.02"}, ["not a number"]),
    ({"x": 1, "cola_rate": 0.09, "merit_rate": None}, ["'x'", "0.09", "None"]),
]


@pytest.mark.parametrize(("parameters", "fragments"), WRONG)
def test_unknown_names_and_values_out_of_bounds_are_errors(
    parameters: Mapping[str, object], fragments: list[str]
) -> None:
    judged = comprehensive_parameter_validation(parameters)
    assert (judged["is_valid"], judged["risk_assessment"]) == (False, "CRITICAL")
    for error, fragment in zip(judged["errors"], fragments, strict=True):
        assert fragment in error


def test_what_is_right_in_a_wrong_set_is_remarked_on_all_the_same() -> None:
    judged = comprehensive_parameter_validation({"x": 1, "cola_rate": 0, **merit(0.03, 0.02)})
    assert len(judged["errors"]) == 2
    assert judged["warnings"] == ["Merit falls with level: 2% at level 2 after 3% at level 1."]
    (insight,) = judged["business_insights"]
    assert insight.startswith("COLA is zero")


def test_a_remark_that_holds_for_some_years_names_them() -> None:
    judged = comprehensive_parameter_validation(
        {"cola_rate": 0.02, "cola_rate@2026": 0.055, "cola_rate@2028": 0.055, "new_hire_salary_adjustment@2027": 1.3}
    )
    colas, adjustment, its_risk = judged["warnings"]
    assert colas.startswith("2026, 2028: COLA of 5.5% is above 5%")
    assert adjustment.startswith("2027: A new-hire adjustment of 1.3 is above 1.25")
    assert its_risk.startswith("new_hire_salary_adjustment@2027 = 1.3 is above its recommended range")


def test_a_set_of_high_risk_says_which_of_its_values_is_the_reason() -> None:
    judged = comprehensive_parameter_validation({"promotion_raise": 0.3, "cola_rate": 0.02})
    assert judged["risk_assessment"] == "HIGH"
    assert judged["warnings"] == [
        "promotion_raise = 0.3 is above its recommended range, 0.06 to 0.12 (a fraction: 0.03 is three percent). "
        "Its risk is HIGH."
    ]


def test_limits_are_given_with_their_meaning_and_checked(tmp_path: Path) -> None:
    limits = load_remark_limits()
    assert limits.model_dump() == {
        "merit_spread_above": Decimal("0.03"),
        "cola_above": Decimal("0.05"),
        "new_hire_adjustment_above": Decimal("1.25"),
        "new_hire_adjustment_below": Decimal("1.05"),
    }
    changed = tmp_path / "lever_remarks.yaml"
    changed.write_text(REMARKS_CONFIG.read_text().replace("value: 0.05", "value: 5"))
    with pytest.raises(BadInputError, match=r"lever_remarks\.yaml.*cola_above"):
        load_remark_limits(changed)
