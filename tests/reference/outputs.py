"""What the model gives: events, people by year, and metrics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

EventType = Literal["HIRE", "TERMINATION", "PROMOTION", "RAISE"]
Status = Literal["continuous_active", "new_hire_active", "experienced_termination", "new_hire_termination"]

ACTIVE_STATUSES: tuple[Status, ...] = ("continuous_active", "new_hire_active")
GROWTH_METHODS = ("current", "continuous", "full_year_equivalent")

ByMethod = Mapping[str, float | None]
"""A figure per growth method; None where nobody is there to measure."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """A dated change. A hire comes from no level and no salary, a termination goes to none.

    `merit_rate` and `cola_rate` are given for raises only; merit is 0 for somebody not eligible.
    """

    employee_id: str
    event_type: EventType
    effective_date: date
    from_level: int | None
    to_level: int | None
    previous_salary: float | None
    new_salary: float | None
    merit_rate: float | None = None
    cola_rate: float | None = None


@dataclass(frozen=True, kw_only=True)
class PersonYear:
    """One person in one year; level and annual salary are those at year end or departure, not rounded."""

    simulation_year: int
    employee_id: str
    job_level: int
    annual_salary: float
    prorated_annual_compensation: float
    detailed_status_code: Status
    termination_date: date | None
    hire_date: date
    birth_date: date
    age_band: str
    tenure_band: str
    gender: str | None
    department: str | None


@dataclass(frozen=True, kw_only=True)
class YearMetrics:
    """The figures of one simulated year."""

    opening_headcount: int
    hires: int
    terminations: int
    new_hire_terminations: int
    promotions: int
    raises: int
    closing_headcount: int
    wage_bill: float
    mean_pay: ByMethod
    yoy_growth: ByMethod
    equity_cv: float | None
    promotion_rate: float | None
    raise_budget_rate: float | None


@dataclass(frozen=True, kw_only=True)
class ScenarioMetrics:
    """The figures of all simulated years together."""

    horizon_growth: ByMethod
    total_compensation_cost: float
    equity_cv: float | None
    closing_headcount: int
    promotion_rate: float | None
    raise_budget_rate: float | None


@dataclass(frozen=True, kw_only=True)
class Run:
    """One scenario under one seed."""

    scenario_id: str
    seed: int
    snapshot: Mapping[int, tuple[PersonYear, ...]]
    """By year, the base year included."""
    events: Mapping[int, tuple[Event, ...]]
    """By simulated year."""
    base_mean_pay: ByMethod
    years: Mapping[int, YearMetrics]
    """By simulated year."""
    scenario: ScenarioMetrics
