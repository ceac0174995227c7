"""A simulated year as the pipeline's users know it: who is there, who came, who left, and whether it holds together."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from optimization.parameters.scenarios import DEFAULT_SCENARIO
from optimization.simulation.protocol import GrowthMethod, Metrics, YearMetrics
from orchestrator.check_limits import CheckLimits


@dataclass(frozen=True, kw_only=True)
class YearResult:
    """One simulated year. People at year end and over the year; `growth_rate` is of headcount, as a fraction.

    `experienced_terminations` left from the opening roster, `new_hire_terminations` in the year of their hire;
    `total_terminations` is both. `validation_passed`: the headcounts reconcile and growth is plausible.
    """

    year: int
    success: bool
    active_employees: int
    total_terminations: int
    experienced_terminations: int
    new_hire_terminations: int
    total_hires: int
    growth_rate: float
    validation_passed: bool


def year_results(metrics: Metrics, *, target_growth_rate: Decimal, limits: CheckLimits) -> list[YearResult]:
    """One result per simulated year, ascending."""
    return [
        _year_result(year, row, is_valid=_reconciles(row) and not findings)
        for year, row in sorted(metrics.years.items())
        for findings in [_year_findings(year, row, target_growth_rate=target_growth_rate, limits=limits)]
    ]


def shown_scenario(metrics: Mapping[tuple[str, int], Metrics]) -> tuple[str, int]:
    """The scenario and seed to show where there is room for one: the default plan, else the first by name."""
    return min(metrics, key=lambda key: (key[0] != DEFAULT_SCENARIO, key))


def growth_findings(metrics: Metrics, *, target_growth_rate: Decimal, limits: CheckLimits) -> list[str]:
    """A sentence for every year whose growth of headcount or pay is not plausible."""
    return [
        finding
        for year, row in sorted(metrics.years.items())
        for finding in _year_findings(year, row, target_growth_rate=target_growth_rate, limits=limits)
    ]


def headcount_growth(row: YearMetrics) -> float:
    """Closing over opening headcount less one; 0 for a year that opened with nobody."""
    return row.closing_headcount / row.opening_headcount - 1 if row.opening_headcount else 0.0


def _year_findings(year: int, row: YearMetrics, *, target_growth_rate: Decimal, limits: CheckLimits) -> list[str]:
    findings = []
    # Hiring aims at whole people, rounded half up as in int_headcount_plan.
    aim = row.opening_headcount + math.floor(row.opening_headcount * target_growth_rate + Decimal("0.5"))
    if abs(row.closing_headcount - aim) > limits.headcount_growth_deviation * row.opening_headcount:
        findings.append(
            f"{year}: headcount went from {row.opening_headcount:,} to {row.closing_headcount:,}, more than "
            f"{limits.headcount_growth_deviation:.2%} away from the {aim:,} that hiring aims at."
        )
    pay_growth = row.yoy_growth[GrowthMethod.FULL_YEAR_EQUIVALENT]
    if pay_growth is not None and not limits.pay_growth_lower <= pay_growth <= limits.pay_growth_upper:
        findings.append(
            f"{year}: mean pay grew by {pay_growth:.2%}, outside {limits.pay_growth_lower:.2%} to "
            f"{limits.pay_growth_upper:.2%}."
        )
    return findings


def _reconciles(row: YearMetrics) -> bool:
    return row.opening_headcount + row.hires - row.terminations - row.new_hire_terminations == row.closing_headcount


def _year_result(year: int, row: YearMetrics, *, is_valid: bool) -> YearResult:
    return YearResult(
        year=year,
        success=True,
        active_employees=row.closing_headcount,
        total_terminations=row.terminations + row.new_hire_terminations,
        experienced_terminations=row.terminations,
        new_hire_terminations=row.new_hire_terminations,
        total_hires=row.hires,
        growth_rate=headcount_growth(row),
        validation_passed=is_valid,
    )
