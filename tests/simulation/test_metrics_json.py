"""Metrics as JSON and back: every field under its own name, and nothing lost."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from figures import HORIZON
from optimization.errors import BadInputError
from optimization.simulation.metrics_json import metrics_from_json
from optimization.simulation.protocol import GrowthMethod, Metrics, YearMetrics

# Every number once, so that none can be taken for another.
YEAR_2025 = {
    "opening_headcount": 100,
    "hires": 20,
    "terminations": 12,
    "new_hire_terminations": 5,
    "promotions": 8,
    "raises": 88,
    "closing_headcount": 103,
    "wage_bill": 9.5e6,
    "mean_pay": {"current": 91_000.25, "continuous": None, "full_year_equivalent": 0.1 + 0.2},
    "yoy_growth": {"current": 0.031, "continuous": None, "full_year_equivalent": -0.002},
    "equity_cv": 0.11,
    "promotion_rate": 0.08,
    "raise_budget_rate": 0.046,
}
YEAR_2026 = {
    **dict.fromkeys(YEAR_2025, 0),
    "wage_bill": 0.0,
    "mean_pay": dict.fromkeys(GrowthMethod),
    "yoy_growth": dict.fromkeys(GrowthMethod),
    "equity_cv": None,
    "promotion_rate": None,
    "raise_budget_rate": None,
}
STORED = {
    "seed": 42,
    "horizon_growth": {"current": 0.033, "continuous": None, "full_year_equivalent": 1 / 3},
    "total_compensation_cost": 1.9e7,
    "equity_cv": 0.12,
    "closing_headcount": 104,
    "promotion_rate": 0.081,
    "raise_budget_rate": None,
    "years": {"2025": YEAR_2025, "2026": YEAR_2026},
}


def through_text(stored: object) -> Any:
    return json.loads(json.dumps(stored))


def test_stored_metrics_are_read_field_by_field() -> None:
    metrics = metrics_from_json(through_text(STORED))
    assert metrics == Metrics(
        seed=42,
        horizon_growth={
            GrowthMethod.CURRENT: 0.033,
            GrowthMethod.CONTINUOUS: None,
            GrowthMethod.FULL_YEAR_EQUIVALENT: 1 / 3,
        },
        total_compensation_cost=1.9e7,
        equity_cv=0.12,
        closing_headcount=104,
        promotion_rate=0.081,
        raise_budget_rate=None,
        years={
            2025: YearMetrics(
                opening_headcount=100,
                hires=20,
                terminations=12,
                new_hire_terminations=5,
                promotions=8,
                raises=88,
                closing_headcount=103,
                wage_bill=9.5e6,
                mean_pay={
                    GrowthMethod.CURRENT: 91_000.25,
                    GrowthMethod.CONTINUOUS: None,
                    GrowthMethod.FULL_YEAR_EQUIVALENT: 0.30000000000000004,
                },
                yoy_growth={
                    GrowthMethod.CURRENT: 0.031,
                    GrowthMethod.CONTINUOUS: None,
                    GrowthMethod.FULL_YEAR_EQUIVALENT: -0.002,
                },
                equity_cv=0.11,
                promotion_rate=0.08,
                raise_budget_rate=0.046,
            ),
            2026: YearMetrics(
                opening_headcount=0,
                hires=0,
                terminations=0,
                new_hire_terminations=0,
                promotions=0,
                raises=0,
                closing_headcount=0,
                wage_bill=0.0,
                mean_pay=dict.fromkeys(GrowthMethod),
                yoy_growth=dict.fromkeys(GrowthMethod),
                equity_cv=None,
                promotion_rate=None,
                raise_budget_rate=None,
            ),
        },
    )
    # A method is equal to its text, so equal metrics do not say which of the two they hold.
    by_method = (metrics.horizon_growth, metrics.years[2025].mean_pay, metrics.years[2025].yoy_growth)
    assert {type(method) for values in by_method for method in values} == {GrowthMethod}


def test_metrics_come_back_from_text_as_they_were() -> None:
    assert metrics_from_json(through_text(HORIZON.as_json())) == HORIZON


def test_metrics_are_stored_as_they_were_read() -> None:
    assert through_text(metrics_from_json(STORED).as_json()) == through_text(STORED)


@pytest.mark.parametrize("is_of_a_year", [False, True], ids=["the horizon", "a year"])
def test_a_field_that_is_missing_or_unknown_is_named(is_of_a_year: bool) -> None:
    stored = deepcopy(STORED)
    row: dict[str, Any] = stored["years"]["2025"] if is_of_a_year else stored  # type: ignore[index]
    del row["equity_cv"]
    with pytest.raises(BadInputError, match=r"equity_cv is missing or unknown\. Compute them again\."):
        metrics_from_json(stored)
    row["equity_gap"] = 0.12
    with pytest.raises(BadInputError, match=r"equity_cv, equity_gap are missing or unknown"):
        metrics_from_json(stored)
