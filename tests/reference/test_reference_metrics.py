"""Metrics against figures worked by hand."""

from __future__ import annotations

import math
from datetime import date

import pytest

from reference.metrics import equity_cv, mean_pay_by_method, raise_budget_rate, scenario_metrics, year_metrics
from reference.outputs import Event, PersonYear, Status


def a_row(status: Status, *, level: int = 1, salary: float, prorated: float) -> PersonYear:
    return PersonYear(
        simulation_year=2025,
        employee_id=f"{status}-{salary}",
        job_level=level,
        annual_salary=salary,
        prorated_annual_compensation=prorated,
        detailed_status_code=status,
        termination_date=None,
        hire_date=date(2020, 1, 1),
        birth_date=date(1990, 1, 1),
        age_band="35-44",
        tenure_band="5-9",
        gender=None,
        department=None,
    )


def a_raise(*, salary: float, merit: float, cola: float) -> Event:
    return Event(
        employee_id="E1",
        event_type="RAISE",
        effective_date=date(2025, 1, 1),
        from_level=1,
        to_level=1,
        previous_salary=salary,
        new_salary=salary * (1 + merit + cola),
        merit_rate=merit,
        cola_rate=cola,
    )


PEOPLE = (
    a_row("continuous_active", salary=90.0, prorated=80.0),
    a_row("continuous_active", salary=110.0, prorated=100.0),
    a_row("new_hire_active", level=2, salary=160.0, prorated=30.0),
    a_row("experienced_termination", level=2, salary=1000.0, prorated=7.0),
    a_row("new_hire_termination", salary=1000.0, prorated=3.0),
)


def test_each_method_measures_its_own_people_and_pay() -> None:
    assert mean_pay_by_method(PEOPLE) == {"current": 70.0, "continuous": 90.0, "full_year_equivalent": 120.0}


def test_equity_leaves_out_leavers_and_levels_of_one() -> None:
    # Level 1 is 90 and 110: mean 100, sample standard deviation the root of 200. Level 2 has one active.
    assert equity_cv(PEOPLE) == pytest.approx(math.sqrt(200) / 100, rel=1e-15)
    assert equity_cv(PEOPLE[2:]) is None


def test_the_raise_budget_is_weighted_by_the_salary_it_was_given_on() -> None:
    given = [a_raise(salary=100.0, merit=0.03, cola=0.01), a_raise(salary=300.0, merit=0.0, cola=0.02)]
    assert raise_budget_rate(given) == pytest.approx((4.0 + 6.0) / 400.0, rel=1e-15)
    assert raise_budget_rate([]) is None


def test_the_wage_bill_counts_everyone_employed_in_the_year() -> None:
    before = {"current": 56.0, "continuous": 100.0, "full_year_equivalent": None}
    year = year_metrics(PEOPLE, [], opening_headcount=3, mean_pay_before=before)
    assert year.wage_bill == 220.0
    assert (year.closing_headcount, year.terminations, year.new_hire_terminations) == (3, 1, 1)
    assert year.yoy_growth["current"] == pytest.approx(0.25, rel=1e-15)
    assert year.yoy_growth["continuous"] == pytest.approx(-0.10, rel=1e-14)
    assert year.yoy_growth["full_year_equivalent"] is None
    assert year.promotion_rate == 0.0


def test_the_horizon_is_the_plain_mean_of_its_years_and_missing_where_one_is() -> None:
    start = {"current": 56.0, "continuous": 90.0, "full_year_equivalent": None}
    first = year_metrics(PEOPLE, [], opening_headcount=3, mean_pay_before=start)
    second = year_metrics(PEOPLE, [], opening_headcount=5, mean_pay_before=first.mean_pay)
    of_horizon = scenario_metrics(
        {2025: first, 2026: second}, {2025: (a_raise(salary=100.0, merit=0.03, cola=0.01),), 2026: ()}
    )
    assert of_horizon.horizon_growth["current"] == pytest.approx((0.25 + 0.0) / 2, rel=1e-15)
    assert of_horizon.horizon_growth["full_year_equivalent"] is None
    assert of_horizon.total_compensation_cost == 440.0
    assert of_horizon.raise_budget_rate == pytest.approx(0.04, rel=1e-15)
    assert of_horizon.closing_headcount == 3
