"""This year's hires: id, level, age, day and starting pay."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from reference.dates import date_of_day, days_in_year
from reference.draws import choice_by_share, day_drawn, draw
from reference.headcount import hires_by_level
from reference.inputs import JobLevel, ModelInputs
from reference.levers import LeversInForce
from reference.people import Person


def people_hired(
    n_hires: int, *, year: int, seed: int, inputs: ModelInputs, levers: LeversInForce
) -> tuple[Person, ...]:
    """The year's hires, numbered in one sequence from the lowest level up."""
    split = hires_by_level(n_hires, job_levels=inputs.tables.job_levels)
    levels = [level for level in inputs.tables.job_levels for _ in range(split[level.job_level])]
    return tuple(
        _person_hired(new_hire_id(year, number), level, year=year, seed=seed, inputs=inputs, levers=levers)
        for number, level in enumerate(levels, start=1)
    )


def new_hire_id(year: int, number: int) -> str:
    """At least six digits: a seventh is written out, never cut."""
    return f"NH_{year}_{number:06d}"


def band_midpoint(level: JobLevel, *, year: int, inputs: ModelInputs) -> float:
    """The middle of the salary band, grown with the salary structure since the first simulated year."""
    midpoint = (level.minimum_compensation + level.maximum_compensation) / 2
    growth = 1 + inputs.assumptions.salary_structure_increase
    return float(midpoint * growth ** Decimal(year - inputs.start_year))


def _person_hired(
    employee_id: str, level: JobLevel, *, year: int, seed: int, inputs: ModelInputs, levers: LeversInForce
) -> Person:
    age = choice_by_share(draw(seed, "hire_age", employee_id, year), inputs.tables.hiring_ages)
    day = day_drawn(draw(seed, "hire_day", employee_id, year), days=days_in_year(year))
    place_in_band = float(inputs.assumptions.starting_pay_lowest) + float(
        inputs.assumptions.starting_pay_spread
    ) * draw(seed, "hire_salary", employee_id, year)
    return Person(
        employee_id=employee_id,
        birth_date=date(year - age, 1, 1),
        hire_date=date_of_day(year, day),
        job_level=level.job_level,
        starting_pay=band_midpoint(level, year=year, inputs=inputs) * place_in_band,
        pay_factor=levers[year, level.job_level, "new_hire_salary_adjustment"],
    )
