"""Judges one row of a census file: a person, somebody to leave out, or a row that breaks rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from optimization.simulation import census_fields
from optimization.simulation.census_dates import completed_years
from optimization.simulation.census_derived_dates import birth_from_age, hire_from_tenure
from optimization.simulation.census_layout import Layout
from optimization.simulation.census_rules import MAXIMUM_AGE, MINIMUM_AGE_AT_HIRE, Break, BrokenRuleError, Rule
from optimization.simulation.census_schema import Person
from optimization.simulation.census_source_rows import SourceRow

BLANK_ROW = "blank row"
NOT_ACTIVE = "active is false"
ALREADY_TERMINATED = "termination_date is not after the census date"

Value = TypeVar("Value")


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A row that is no part of this census, and why."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """A row that breaks rules: all of them, so that one round of corrections is enough."""

    breaks: tuple[Break, ...]


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """One row under way; `breaks` collects the rules found broken so far."""

    row: SourceRow
    layout: Layout
    census_date: date
    breaks: list[Break] = field(default_factory=list)

    def attempt(self, read: Callable[[], Value]) -> Value | None:
        """What `read` gives, or None with the broken rule noted."""
        try:
            return read()
        except BrokenRuleError as error:
            self.breaks.append(error.broken)
            return None

    def text(self, column: str) -> str | None:
        return self.layout.fields[column].text(self.row)

    def day(self, column: str, *, unparsable: Rule, missing: Rule | None = None) -> date | None:
        text = self.text(column)
        if text is not None:
            return census_fields.calendar_date(
                text, date_format=self.layout.fields[column].date_format, rule=unparsable
            )
        if missing is not None:
            raise BrokenRuleError(missing, "")
        return None

    def derived(self, column: str) -> bool:
        return self.layout.fields[column].is_completed_years


def judge(row: SourceRow, *, layout: Layout, census_date: date) -> Person | LeftOut | Rejected:
    """What a row is. Whoever is gone at the census date is not held to the rules of those who are there."""
    if len(row.fields) != layout.width:
        given = f"{len(row.fields)} fields instead of {layout.width}"
        return Rejected(breaks=(Break(rule=Rule.FIELD_COUNT, value=given),))
    if row.is_blank:
        return LeftOut(reason=BLANK_ROW)
    filtered_out = layout.filtered_out(row)
    if filtered_out is not None:
        return LeftOut(reason=filtered_out)
    return _judge_fields(_Reading(row=row, layout=layout, census_date=census_date))


def _judge_fields(reading: _Reading) -> Person | LeftOut | Rejected:
    termination_date = reading.attempt(lambda: reading.day("termination_date", unparsable=Rule.TERMINATION_UNPARSABLE))
    active = reading.attempt(lambda: census_fields.flag(reading.text("active"), rule=Rule.ACTIVE_UNPARSABLE))
    hire_date = None
    if not reading.derived("hire_date"):
        hire_date = reading.attempt(
            lambda: reading.day("hire_date", unparsable=Rule.HIRE_UNPARSABLE, missing=Rule.HIRE_MISSING)
        )
    status_is_known = not any(
        each.rule in (Rule.TERMINATION_UNPARSABLE, Rule.ACTIVE_UNPARSABLE, Rule.VALUE_NOT_MAPPED)
        for each in reading.breaks
    )
    if status_is_known and active is False:
        return LeftOut(reason=NOT_ACTIVE)
    if termination_date is not None and hire_date is not None and termination_date < hire_date:
        # The termination of an earlier employment may have stayed with somebody hired again: not simply gone.
        reading.breaks.append(Break(rule=Rule.TERMINATION_BEFORE_HIRE, value=f"{termination_date} < {hire_date}"))
    elif status_is_known and termination_date is not None and termination_date <= reading.census_date:
        return LeftOut(reason=ALREADY_TERMINATED)
    return _judge_person(reading, hire_date=hire_date, termination_date=termination_date, active=active)


def _judge_person(
    reading: _Reading, *, hire_date: date | None, termination_date: date | None, active: bool | None
) -> Person | Rejected:
    layout = reading.layout
    employee_id = reading.attempt(
        lambda: census_fields.employee_id(layout.fields["employee_id"].as_given(reading.row), prefix=layout.id_prefix)
    )
    birth_date, hire_date = _dates(reading, employee_id=employee_id, hire_date=hire_date)
    _judge_dates(reading, birth_date=birth_date, hire_date=hire_date)
    annual_salary = reading.attempt(
        lambda: census_fields.salary(reading.text("annual_salary"), annual_factor=layout.annual_factor)
    )
    job_level = reading.attempt(lambda: census_fields.scale_value(reading.text("job_level"), rule=Rule.LEVEL_INVALID))
    rating = reading.attempt(
        lambda: census_fields.scale_value(reading.text("performance_rating"), rule=Rule.RATING_INVALID)
    )
    gender = reading.attempt(lambda: reading.text("gender"))
    department = reading.attempt(lambda: reading.text("department"))
    if employee_id is None or birth_date is None or hire_date is None or annual_salary is None or reading.breaks:
        return Rejected(breaks=tuple(reading.breaks))
    return Person(
        employee_id=employee_id,
        birth_date=birth_date,
        hire_date=hire_date,
        annual_salary=annual_salary,
        job_level=job_level,
        gender=gender,
        department=department,
        performance_rating=rating,
        termination_date=termination_date,
        active=active,
    )


def _dates(reading: _Reading, *, employee_id: str | None, hire_date: date | None) -> tuple[date | None, date | None]:
    """Birth and hire date, as given or derived; a derived one needs the id, which its draw depends on."""
    seed, census_date = reading.layout.seed, reading.census_date
    birth_date = tenure = None
    if reading.derived("birth_date"):
        age = reading.attempt(lambda: census_fields.years(reading.text("birth_date"), rule=Rule.AGE_INVALID))
        if age is not None and employee_id is not None and seed is not None:
            birth_date = reading.attempt(
                lambda: birth_from_age(
                    age, employee_id=employee_id, seed=seed, census_date=census_date, hire_date=hire_date
                )
            )
    else:
        birth_date = reading.attempt(
            lambda: reading.day("birth_date", unparsable=Rule.BIRTH_UNPARSABLE, missing=Rule.BIRTH_MISSING)
        )
    if reading.derived("hire_date"):
        tenure = reading.attempt(lambda: census_fields.years(reading.text("hire_date"), rule=Rule.TENURE_INVALID))
        if tenure is not None and birth_date is not None and employee_id is not None and seed is not None:
            hire_date = reading.attempt(
                lambda: hire_from_tenure(
                    tenure, employee_id=employee_id, seed=seed, census_date=census_date, birth_date=birth_date
                )
            )
    return birth_date, hire_date


def _judge_dates(reading: _Reading, *, birth_date: date | None, hire_date: date | None) -> None:
    if birth_date is not None and completed_years(birth_date, reading.census_date) > MAXIMUM_AGE:
        reading.breaks.append(Break(rule=Rule.BIRTH_IMPLAUSIBLE, value=str(birth_date)))
    if hire_date is not None and hire_date > reading.census_date:
        reading.breaks.append(Break(rule=Rule.HIRE_AFTER_CENSUS, value=str(hire_date)))
    if (
        birth_date is not None
        and hire_date is not None
        and completed_years(birth_date, hire_date) < MINIMUM_AGE_AT_HIRE
    ):
        value = f"born {birth_date}, hired {hire_date}"
        reading.breaks.append(Break(rule=Rule.HIRE_TOO_YOUNG, value=value))
