"""Years as the pipeline's users know them, on figures small enough to add up by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from figures import HORIZON, YEAR
from optimization.simulation.protocol import GrowthMethod, Metrics, YearMetrics
from orchestrator.check_limits import CheckLimits, load_check_limits
from orchestrator.year_results import YearResult, growth_findings, shown_scenario, year_results

LIMITS = CheckLimits(headcount_growth_deviation=0.01, pay_growth_lower=-0.05, pay_growth_upper=0.15)


def test_a_year_is_told_with_its_leavers_split() -> None:
    assert year_results(_metrics(YEAR), target_growth_rate=Decimal("0.03"), limits=LIMITS) == [
        YearResult(
            year=2025,
            success=True,
            active_employees=103,
            total_terminations=17,
            experienced_terminations=12,
            new_hire_terminations=5,
            total_hires=20,
            growth_rate=103 / 100 - 1,
            validation_passed=True,
        )
    ]


def test_a_year_whose_headcounts_do_not_add_up_is_not_valid() -> None:
    [year] = year_results(_metrics(replace(YEAR, hires=21)), target_growth_rate=Decimal("0.03"), limits=LIMITS)

    assert not year.validation_passed


def test_headcount_far_from_what_hiring_aims_at_is_found() -> None:
    assert growth_findings(_metrics(YEAR), target_growth_rate=Decimal("0.05"), limits=LIMITS) == [
        "2025: headcount went from 100 to 103, more than 1.00% away from the 105 that hiring aims at."
    ]


@pytest.mark.parametrize(
    ("opening", "closing", "rate"),
    [
        (5, 5, "0.03"),  # 0.15 of a person is nobody.
        (17, 18, "0.03"),  # 0.51 is one.
        (50, 52, "0.03"),  # 1.5 is two: half up.
        (50, 49, "-0.03"),  # -1.5 is -1: half up too.
        (0, 0, "0.03"),
    ],
)
def test_few_people_may_grow_by_whole_ones(opening: int, closing: int, rate: str) -> None:
    year = replace(YEAR, opening_headcount=opening, closing_headcount=closing)

    assert growth_findings(_metrics(year), target_growth_rate=Decimal(rate), limits=LIMITS) == []


def test_a_shrinkage_that_leavers_do_not_reach_is_found() -> None:
    # Twelve leave and nobody is hired: more cannot go than leave.
    year = replace(YEAR, hires=0, new_hire_terminations=0, closing_headcount=88)

    assert growth_findings(_metrics(year), target_growth_rate=Decimal("-0.12"), limits=LIMITS) == []
    assert growth_findings(_metrics(year), target_growth_rate=Decimal("-0.2"), limits=LIMITS) == [
        "2025: headcount went from 100 to 88, more than 1.00% away from the 80 that hiring aims at."
    ]


def test_pay_growth_outside_the_limits_is_found() -> None:
    doubled = replace(YEAR, yoy_growth=dict.fromkeys(GrowthMethod, 1.0))

    assert growth_findings(_metrics(doubled), target_growth_rate=Decimal("0.03"), limits=LIMITS) == [
        "2025: mean pay grew by 100.00%, outside -5.00% to 15.00%."
    ]


def test_the_default_plan_is_shown_where_there_is_room_for_one() -> None:
    assert shown_scenario({("a", 1): _metrics(YEAR), ("default", 7): _metrics(YEAR)}) == ("default", 7)
    assert shown_scenario({("b", 1): _metrics(YEAR), ("a", 2): _metrics(YEAR)}) == ("a", 2)


def test_the_shipped_limits_can_be_read() -> None:
    limits = load_check_limits()

    assert limits.pay_growth_lower < 0 < limits.pay_growth_upper


def _metrics(year: YearMetrics) -> Metrics:
    return replace(HORIZON, years={2025: year})
