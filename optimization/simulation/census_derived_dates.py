"""Birth and hire dates for people of whom only age and tenure are known, in completed years at the census date."""

from __future__ import annotations

from datetime import date

from optimization.simulation.census_dates import (
    completed_years,
    day_between,
    first_day_at_age,
    latest_start,
    start_window,
)
from optimization.simulation.census_draws import draw
from optimization.simulation.census_rules import MINIMUM_AGE_AT_HIRE, BrokenRuleError, Rule

BIRTH_STREAM = "birth_day"
HIRE_STREAM = "hire_day_of_census"


def birth_from_age(age: int, *, employee_id: str, seed: int, census_date: date, hire_date: date | None) -> date:
    """A birth date that gives `age` at the census date, and the minimum age at `hire_date` where that is known.

    Raises:
        BrokenRuleError: no birth date gives both.
    """
    first, last = start_window(census_date, age)
    if hire_date is not None:
        if completed_years(first, hire_date) < MINIMUM_AGE_AT_HIRE:
            raise BrokenRuleError(Rule.AGE_TENURE_CONFLICT, f"age {age}, hired {hire_date}")
        last = min(last, latest_start(hire_date, MINIMUM_AGE_AT_HIRE))
    return day_between(first, last, draw(seed, BIRTH_STREAM, employee_id, census_date.year))


def hire_from_tenure(tenure: int, *, employee_id: str, seed: int, census_date: date, birth_date: date) -> date:
    """A hire date that gives `tenure` at the census date, at the minimum age or later; never after the census date.

    Raises:
        BrokenRuleError: nobody born on `birth_date` can have that tenure.
    """
    first, last = start_window(census_date, tenure)
    if completed_years(birth_date, last) < MINIMUM_AGE_AT_HIRE:
        raise BrokenRuleError(Rule.AGE_TENURE_CONFLICT, f"tenure {tenure}, born {birth_date}")
    first = max(first, first_day_at_age(birth_date, MINIMUM_AGE_AT_HIRE))
    return day_between(first, last, draw(seed, HIRE_STREAM, employee_id, census_date.year))
