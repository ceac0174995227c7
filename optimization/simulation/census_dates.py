"""Completed years, and the days on which a person may have been born or hired to have so many of them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache


def completed_years(since: date, on: date) -> int:
    """Full years from `since` to `on`; an anniversary of 29 February is not reached on 28 February."""
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def latest_start(on: date, years: int) -> date:
    """The last day from which at least `years` full years have passed on the day `on`."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:  # 29 February, in a year without one
        return date(on.year - years, 2, 28)


@lru_cache(maxsize=1024)
def start_window(on: date, years: int) -> tuple[date, date]:
    """First and last day from which exactly `years` full years have passed on the day `on`."""
    return latest_start(on, years + 1) + timedelta(days=1), latest_start(on, years)


def first_day_at_age(birth_date: date, years: int) -> date:
    """The first day on which `years` full years have passed since `birth_date`."""
    try:
        return birth_date.replace(year=birth_date.year + years)
    except ValueError:  # 29 February, in a year without one
        return date(birth_date.year + years, 3, 1)


def day_between(first: date, last: date, uniform: float) -> date:
    """The day that a draw in [0, 1) picks from the days `first` to `last`, both included."""
    return first + timedelta(days=int(uniform * ((last - first).days + 1)))
