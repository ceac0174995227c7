"""Headcounts of a year, in exact arithmetic: a rounded product must not depend on binary fractions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from reference.inputs import Assumptions, JobLevel

HALF = Fraction(1, 2)


@dataclass(frozen=True, kw_only=True)
class HeadcountPlan:
    """How many people come and go in a year."""

    opening: int
    terminations: int
    hires: int
    new_hire_terminations: int

    @property
    def closing(self) -> int:
        """Headcount at year end."""
        return self.opening + self.hires - self.terminations - self.new_hire_terminations


def headcount_plan(opening: int, *, assumptions: Assumptions) -> HeadcountPlan:
    """How many come and go, from the opening headcount."""
    terminations = round_half_up(opening * Fraction(assumptions.total_termination_rate))
    growth = round_half_up(opening * Fraction(assumptions.workforce_growth))
    new_hire_rate = Fraction(assumptions.new_hire_termination_rate)
    hires = max(0, round_half_up((growth + terminations) / (1 - new_hire_rate)))
    return HeadcountPlan(
        opening=opening,
        terminations=terminations,
        hires=hires,
        new_hire_terminations=round_half_up(hires * new_hire_rate),
    )


def round_half_up(value: Fraction) -> int:
    """The nearest integer; halves go up, also below zero."""
    return math.floor(value + HALF)


def hires_by_level(hires: int, *, job_levels: tuple[JobLevel, ...]) -> dict[int, int]:
    """Hires split over levels by largest remainder; equal remainders go to the lower level."""
    exact = {level.job_level: hires * Fraction(level.hiring_weight) for level in job_levels}
    split = {level: math.floor(share) for level, share in exact.items()}
    by_remainder = sorted(exact, key=lambda level: (split[level] - exact[level], level))
    for level in by_remainder[: hires - sum(split.values())]:
        split[level] += 1
    return split
