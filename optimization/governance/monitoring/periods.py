"""Calendar periods as actual figures name them: a year, a quarter of it or a month."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from optimization.parameters.years import FIRST_YEAR, LAST_YEAR

HOW_TO_WRITE = (
    f"write a year from {FIRST_YEAR} to {LAST_YEAR}, a quarter or a month of it, like 2025, 2025-Q1 or 2025-03"
)

_PERIOD = re.compile(r"(?P<year>[0-9]{4})(?:-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?")


@dataclass(frozen=True, kw_only=True)
class Period:
    """Whole months of one year, from `first_month` on."""

    year: int
    first_month: int
    months: int

    def __str__(self) -> str:
        if self.months == 12:
            return str(self.year)
        if self.months == 3:
            return f"{self.year}-Q{(self.first_month + 2) // 3}"
        return f"{self.year}-{self.first_month:02d}"

    @property
    def first_day(self) -> date:
        """The day on which the period begins."""
        return date(self.year, self.first_month, 1)

    @property
    def last_day(self) -> date:
        """The day on which the period ends."""
        after = self.first_month + self.months
        first_day_after = date(self.year + 1, 1, 1) if after > 12 else date(self.year, after, 1)
        return first_day_after - timedelta(days=1)

    @property
    def recency(self) -> tuple[date, int]:
        """Orders periods by their end; of two that end on the same day the shorter one tells more of today."""
        return self.last_day, -self.months


def parse_period(text: str) -> Period | None:
    """The period that a text names; None where it names none."""
    match = _PERIOD.fullmatch(text)
    if match is None or not FIRST_YEAR <= int(match["year"]) <= LAST_YEAR:
        return None
    year = int(match["year"])
    if match["quarter"]:
        return Period(year=year, first_month=3 * int(match["quarter"]) - 2, months=3)
    if match["month"]:
        return Period(year=year, first_month=int(match["month"]), months=1)
    return Period(year=year, first_month=1, months=12)
