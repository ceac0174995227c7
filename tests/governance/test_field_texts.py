"""Fields of records as people read them: units where they are known, and no number that only a machine writes."""

from __future__ import annotations

from typing import Any

import pytest

from optimization.governance.documents.field_texts import field_label, field_text
from optimization.governance.documents.plain_values import value_text


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("final_growth", 3.00002, "3.000%"),
        ("final_gap", -1.85227e-05, "0.000 percentage points"),
        ("gap", -0.2, "-0.200 percentage points"),
        ("target_growth", 3.0, "3%"),
        ("tolerance", 0.1, "0.1 percentage points"),
        ("seconds", 0.421044, "0.42 s"),
        ("threshold", 0.15, "15%"),
        ("objective_value", 0.6884937, "0.688494"),
        ("total_compensation_cost", {"before": 2_100_000.4, "after": 1_000.0}, "from 2,100,000 to 1,000"),
        (
            "estimated_cost_impact",
            {"value": -12_005_066.3, "unit": "census currency, 2025 to 2029", "percent": -6.14602, "baseline": 2e8},
            "-12,005,066 (-6.15%), census currency, 2025 to 2029",
        ),
        (
            "estimated_employee_impact",
            {"count": 1000, "percentage_of_workforce": 100.0, "risk_level": "HIGH", "hires": 1063},
            "1,000 people, 100.0% of the workforce, and 1,063 hires",
        ),
        # What somebody else's result holds under the same name stays as it is.
        ("estimated_cost_impact", "a lot", "a lot"),
        ("threshold", True, "yes"),
        ("final_growth", None, "n/a"),
    ],
)  # fmt: skip
def test_a_field_is_written_with_its_unit(name: str, value: Any, expected: str) -> None:
    assert field_text(name, value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(-1.85227e-05, "-0.0000185227"), (0.1, "0.1"), (1234.5, "1,234"), (0.0, "0"), (100.0, "100")],
)
def test_a_number_has_no_exponent(value: float, expected: str) -> None:
    assert value_text(value) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("risk_assessment", "Lever position"), ("market_position", "Market position"), ("", "n/a")],
)
def test_a_field_is_called_in_words(name: str, expected: str) -> None:
    assert field_label(name) == expected
