"""A person on the roster, and the bands that a person is in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reference.dates import completed_years
from reference.inputs import Band, CensusRow, Tables


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody employed: annual pay is starting pay times the product of every rise since."""

    employee_id: str
    birth_date: date
    hire_date: date
    job_level: int
    starting_pay: float
    pay_factor: float = 1.0
    gender: str | None = None
    department: str | None = None

    @property
    def annual_salary(self) -> float:
        """Annual pay now, not rounded."""
        return self.starting_pay * self.pay_factor


def person_of(row: CensusRow, *, tables: Tables) -> Person:
    """The person of a census row; a missing level is the lowest one whose band reaches the salary, else the top."""
    return Person(
        employee_id=row.employee_id,
        birth_date=row.birth_date,
        hire_date=row.hire_date,
        job_level=_level_of_salary(row, tables=tables) if row.job_level is None else row.job_level,
        starting_pay=float(row.annual_salary),
        gender=row.gender,
        department=row.department,
    )


def _level_of_salary(row: CensusRow, *, tables: Tables) -> int:
    for level in tables.job_levels:
        if level.maximum_compensation >= row.annual_salary:
            return level.job_level
    return tables.job_levels[-1].job_level


def age_at(person: Person, *, year: int) -> int:
    """Completed years of age on 1 January."""
    return completed_years(person.birth_date, at=date(year, 1, 1))


def tenure_at(person: Person, *, year: int) -> int:
    """Completed years of service on 1 January; 0 for somebody hired later."""
    return completed_years(person.hire_date, at=date(year, 1, 1))


def age_band(person: Person, *, year: int, tables: Tables) -> Band:
    """The age band on 1 January."""
    return _band_of(age_at(person, year=year), tables.age_bands)


def tenure_band(person: Person, *, year: int, tables: Tables) -> Band:
    """The tenure band on 1 January."""
    return _band_of(tenure_at(person, year=year), tables.tenure_bands)


def _band_of(years: int, bands: tuple[Band, ...]) -> Band:
    return [band for band in bands if band.from_years <= years][-1]


def id_order(employee_id: str) -> bytes:
    """Sort key of an id: text is ordered by its bytes."""
    return employee_id.encode("utf-8")
