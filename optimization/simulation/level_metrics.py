"""Headcount, mean pay and dispersion of every job level and year: what one candidate gives under one seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class LevelYear:
    """Who is active at a job level at the end of a year.

    Attributes:
        headcount: People.
        mean_pay: Of their annual salaries, in the currency of the census; None where nobody is.
        pay_cv: The sample coefficient of variation of these salaries; None below two people.
    """

    headcount: int
    mean_pay: float | None
    pay_cv: float | None


@dataclass(frozen=True, kw_only=True)
class LevelMetrics:
    """By simulated year and job level; a level at which nobody was paid in a year is left out of it."""

    seed: int
    years: Mapping[int, Mapping[int, LevelYear]]
