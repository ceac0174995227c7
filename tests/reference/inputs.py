"""What the model is given: census, levers, assumptions and tables, as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

MONTHS_IN_YEAR = 12


@dataclass(frozen=True, kw_only=True)
class CensusRow:
    """One employee at the census date, 31 December of the year before the first simulated one."""

    employee_id: str
    birth_date: date
    hire_date: date
    annual_salary: Decimal
    job_level: int | None = None
    gender: str | None = None
    department: str | None = None


@dataclass(frozen=True, kw_only=True)
class LeverRow:
    """One row of the lever file. `value` is a fraction, or a factor for new_hire_salary_adjustment."""

    scenario_id: str
    fiscal_year: int
    job_level: int
    parameter_name: str
    value: Decimal | float


@dataclass(frozen=True, kw_only=True)
class Assumptions:
    """Numbers that nobody decides. Rates are fractions of a headcount.

    Raises:
        ValueError: a new-hire termination rate of 1 or more, which no number of hires could make good.
    """

    workforce_growth: Decimal
    total_termination_rate: Decimal
    new_hire_termination_rate: Decimal
    merit_cutoff_month: int
    merit_cutoff_day: int
    salary_structure_increase: Decimal
    starting_pay_lowest: Decimal
    """Lowest starting pay over band midpoint."""
    starting_pay_spread: Decimal
    """Highest less lowest starting pay, over band midpoint."""
    promotion_minimum_tenure_years: int
    promotion_maximum_age_years: int
    """The age at which promotions have stopped: 65 means that somebody of 64 may still be promoted."""

    def __post_init__(self) -> None:
        if not self.new_hire_termination_rate < 1:
            raise ValueError(f"`new_hire_termination_rate < 1` must hold, but got {self.new_hire_termination_rate}.")


@dataclass(frozen=True, kw_only=True)
class JobLevel:
    """A salary band of the first simulated year, and how often its people leave."""

    job_level: int
    name: str
    minimum_compensation: Decimal
    maximum_compensation: Decimal
    termination_factor: Decimal
    hiring_weight: Decimal


@dataclass(frozen=True, kw_only=True)
class Band:
    """A range of completed years, from `from_years` to the next band's, and its multipliers."""

    label: str
    from_years: int
    termination_multiplier: Decimal
    promotion_multiplier: Decimal


@dataclass(frozen=True, kw_only=True)
class Tables:
    """Levels, bands and shares.

    Raises:
        ValueError: shares that do not sum to exactly 1, or not one share per month.
    """

    job_levels: tuple[JobLevel, ...]
    """From the lowest."""
    age_bands: tuple[Band, ...]
    """From the youngest; the first starts at 0."""
    tenure_bands: tuple[Band, ...]
    """From the shortest; the first starts at 0."""
    hiring_ages: tuple[tuple[int, Decimal], ...]
    """Age and share, from the youngest."""
    raise_month_shares: tuple[Decimal, ...]
    """January to December."""

    def __post_init__(self) -> None:
        if len(self.raise_month_shares) != MONTHS_IN_YEAR:
            raise ValueError(f"A share per month is needed, but got {len(self.raise_month_shares)}.")
        _check_sum("hiring level weights", (level.hiring_weight for level in self.job_levels))
        _check_sum("hiring ages", (share for _, share in self.hiring_ages))
        _check_sum("raise months", self.raise_month_shares)


def _check_sum(name: str, shares: Iterable[Decimal]) -> None:
    total = sum(shares, Decimal(0))
    if total != 1:
        raise ValueError(f"Shares of {name} must sum to exactly 1, but sum to {total}.")


@dataclass(frozen=True, kw_only=True)
class ModelInputs:
    """Everything a simulation depends on, apart from which scenario and which seed."""

    census: tuple[CensusRow, ...]
    lever_rows: tuple[LeverRow, ...]
    scenario_meta: Mapping[str, str | None]
    """The base scenario of each scenario; None is the end of its own chain."""
    assumptions: Assumptions
    tables: Tables
    start_year: int
    n_years: int

    @property
    def years(self) -> tuple[int, ...]:
        """The simulated years."""
        return tuple(range(self.start_year, self.start_year + self.n_years))
