"""Days of a year and completed years of age and tenure."""

from __future__ import annotations

import calendar
from datetime import date, timedelta


def days_in_year(year: int) -> int:
    """365, or 366 in a leap year."""
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


def days_in_month(year: int, month: int) -> int:
    """28..31."""
    return calendar.monthrange(year, month)[1]


def date_of_day(year: int, day: int) -> date:
    """The date of a day numbered from 1."""
    return date(year, 1, 1) + timedelta(days=day - 1)


def day_of_date(when: date) -> int:
    """The number of a date in its year, from 1."""
    return (when - date(when.year, 1, 1)).days + 1


def completed_years(since: date, *, at: date) -> int:
    """Whole years from one date to another; 0 where `since` is the later one."""
    anniversary_is_ahead = (at.month, at.day) < (since.month, since.day)
    return max(0, at.year - since.year - int(anniversary_is_ahead))
