"""Who leaves, and on which day."""

from __future__ import annotations

import math
from collections.abc import Sequence

from reference.dates import days_in_year
from reference.draws import day_drawn, draw
from reference.inputs import Tables
from reference.people import Person, age_band, id_order, tenure_band


def termination_days(
    roster: Sequence[Person], *, n_leavers: int, year: int, seed: int, tables: Tables
) -> dict[str, int]:
    """The last paid day of each of `n_leavers` people of the opening roster, by id.

    Weighted sampling without replacement: Efraimidis and Spirakis (2006), the smallest keys leave.
    """
    keys = {
        person.employee_id: termination_key(
            draw(seed, "termination", person.employee_id, year),
            weight=termination_weight(person, year=year, tables=tables),
        )
        for person in roster
    }
    leavers = sorted(keys, key=lambda employee_id: (keys[employee_id], id_order(employee_id)))[:n_leavers]
    return {
        employee_id: day_drawn(draw(seed, "termination_day", employee_id, year), days=days_in_year(year))
        for employee_id in leavers
    }


def termination_weight(person: Person, *, year: int, tables: Tables) -> float:
    """Tenure multiplier x age multiplier x level factor, in double precision and in this order."""
    level_factors = {level.job_level: level.termination_factor for level in tables.job_levels}
    return (
        float(tenure_band(person, year=year, tables=tables).termination_multiplier)
        * float(age_band(person, year=year, tables=tables).termination_multiplier)
        * float(level_factors[person.job_level])
    )


def termination_key(drawn: float, *, weight: float) -> float:
    """The exponential key of a draw; a weight must be positive."""
    return -math.log(1 - drawn) / weight


def new_hire_termination_days(hire_days: dict[str, int], *, n_leavers: int, year: int, seed: int) -> dict[str, int]:
    """The last paid day of each of `n_leavers` of this year's hires, by id: the smallest draws leave."""
    draws = {employee_id: draw(seed, "new_hire_termination", employee_id, year) for employee_id in hire_days}
    leavers = sorted(draws, key=lambda employee_id: (draws[employee_id], id_order(employee_id)))[:n_leavers]
    return {
        employee_id: new_hire_last_day(
            draw(seed, "new_hire_termination_day", employee_id, year),
            hire_day=hire_days[employee_id],
            days=days_in_year(year),
        )
        for employee_id in leavers
    }


def new_hire_last_day(drawn: float, *, hire_day: int, days: int) -> int:
    """A day after the hire day; somebody hired on the last day of the year leaves on that day."""
    return min(days, hire_day + day_drawn(drawn, days=days - hire_day))
