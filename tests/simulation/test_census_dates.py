"""Completed years, the windows behind them, and the draws that pick a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from optimization.simulation.census_dates import (
    completed_years,
    day_between,
    first_day_at_age,
    latest_start,
    start_window,
)
from optimization.simulation.census_derived_dates import birth_from_age, hire_from_tenure
from optimization.simulation.census_draws import draw
from optimization.simulation.census_rules import BrokenRuleError

CENSUS_DATE = date(2024, 12, 31)


@pytest.mark.parametrize(
    ("stream", "employee_id", "year", "expected"),
    [
        ("termination", "ÉMP 1", 2025, 0.7879962437563213),
        ("promotion", "a|b", 2027, 0.249302778710359),
        ("hire_salary", "NH_2025_000001", 2025, 0.63969570716809),
    ],
)
def test_a_draw_is_the_published_number(stream: str, employee_id: str, year: int, expected: float) -> None:
    assert draw(42, stream, employee_id, year) == pytest.approx(expected, abs=1e-15)


def test_ids_that_differ_in_leading_zeros_draw_differently() -> None:
    assert draw(42, "termination", "0007", 2025) != draw(42, "termination", "7", 2025)


@pytest.mark.parametrize(
    ("since", "on", "expected"),
    [
        (date(2000, 2, 29), date(2014, 2, 28), 13),
        (date(2000, 2, 29), date(2014, 3, 1), 14),
        (date(2000, 2, 29), date(2016, 2, 29), 16),
        (date(1990, 6, 15), date(2024, 6, 14), 33),
        (date(1990, 6, 15), date(2024, 6, 15), 34),
        (date(2020, 1, 1), date(2019, 12, 31), -1),
    ],
)
def test_a_year_is_completed_on_its_anniversary(since: date, on: date, expected: int) -> None:
    assert completed_years(since, on) == expected


@pytest.mark.parametrize("on", [CENSUS_DATE, date(2024, 2, 29), date(2023, 2, 28), date(2024, 6, 30)])
@pytest.mark.parametrize("years", [0, 1, 3, 4, 23, 24])
def test_a_window_holds_all_the_days_with_so_many_completed_years_and_no_other(on: date, years: int) -> None:
    first, last = start_window(on, years)

    assert completed_years(first, on) == completed_years(last, on) == years
    assert completed_years(first - timedelta(days=1), on) == years + 1
    assert completed_years(last + timedelta(days=1), on) == years - 1


def test_leap_day_anniversaries_fall_on_the_days_that_completed_years_name() -> None:
    assert first_day_at_age(date(2000, 2, 29), 14) == date(2014, 3, 1)
    assert latest_start(date(2024, 2, 29), 1) == date(2023, 2, 28)


@pytest.mark.parametrize(("uniform", "expected"), [(0.0, 1), (0.3333, 1), (0.3334, 2), (0.9999999999999998, 3)])
def test_a_draw_picks_every_day_of_a_range_and_none_beyond_it(uniform: float, expected: int) -> None:
    assert day_between(date(2024, 1, 1), date(2024, 1, 3), uniform) == date(2024, 1, expected)


def test_a_birth_date_derived_from_age_is_the_day_that_the_draw_names() -> None:
    # The year 1975 has 365 days: floor(365 x draw) days after 1 January.
    expected = date(1975, 1, 1) + timedelta(days=int(365 * draw(42, "birth_day", "2", 2024)))

    assert birth_from_age(49, employee_id="2", seed=42, census_date=CENSUS_DATE, hire_date=None) == expected


@pytest.mark.parametrize("census_date", [CENSUS_DATE, date(2024, 2, 29), date(2023, 2, 28), date(2022, 7, 1)])
@pytest.mark.parametrize(("age", "tenure"), [(14, 0), (30, 16), (30, 15), (60, 40), (60, 0), (23, 9)])
def test_derived_dates_give_back_age_and_tenure_and_a_legal_age_at_hire(
    age: int, tenure: int, census_date: date
) -> None:
    for employee_id in map(str, range(200)):
        given = {"employee_id": employee_id, "seed": 42, "census_date": census_date}
        birth_date = birth_from_age(age, hire_date=None, **given)
        hire_date = hire_from_tenure(tenure, birth_date=birth_date, **given)

        assert completed_years(birth_date, census_date) == age
        assert completed_years(hire_date, census_date) == tenure
        assert completed_years(birth_date, hire_date) >= 14
        assert hire_date <= census_date


def test_a_birth_date_derived_beside_a_known_hire_date_leaves_fourteen_years_before_it() -> None:
    # At 30 on 31 December 2024 one is born in 1994; hired on 10 January 2008, by 10 January 1994.
    for employee_id in map(str, range(200)):
        birth_date = birth_from_age(
            30, employee_id=employee_id, seed=42, census_date=CENSUS_DATE, hire_date=date(2008, 1, 10)
        )
        assert date(1994, 1, 1) <= birth_date <= date(1994, 1, 10)


def test_an_age_and_a_tenure_that_mean_a_hire_under_fourteen_are_refused() -> None:
    with pytest.raises(BrokenRuleError):
        hire_from_tenure(17, employee_id="A", seed=42, census_date=CENSUS_DATE, birth_date=date(1994, 1, 1))
    with pytest.raises(BrokenRuleError):
        birth_from_age(30, employee_id="A", seed=42, census_date=CENSUS_DATE, hire_date=date(2007, 12, 31))
