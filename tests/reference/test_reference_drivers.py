"""The drivers of a year's growth against figures worked by hand."""

from __future__ import annotations

from datetime import date

import pytest

from reference.drivers import PARTS, year_drivers
from reference.outputs import Event, EventType, PersonYear, Status


def a_row(name: str, status: Status, salary: float) -> PersonYear:
    return PersonYear(
        simulation_year=2025,
        employee_id=name,
        job_level=1,
        annual_salary=salary,
        prorated_annual_compensation=salary,
        detailed_status_code=status,
        termination_date=None,
        hire_date=date(2020, 1, 1),
        birth_date=date(1990, 1, 1),
        age_band="35-44",
        tenure_band="5-9",
        gender=None,
        department=None,
    )


def a_change(name: str, kind: EventType, before: float, after: float, *, merit: float, cola: float) -> Event:
    is_raise = kind == "RAISE"
    return Event(
        employee_id=name,
        event_type=kind,
        effective_date=date(2025, 3, 1),
        from_level=1,
        to_level=1 if is_raise else 2,
        previous_salary=before,
        new_salary=after,
        merit_rate=merit if is_raise else None,
        cola_rate=cola if is_raise else None,
    )


BEFORE = (
    a_row("stays", "continuous_active", 1000.0),
    a_row("leaves", "new_hire_active", 3000.0),
    a_row("left", "experienced_termination", 9.0),
)


def test_the_parts_lead_from_the_mean_of_all_who_open_to_the_mean_of_all_who_close() -> None:
    people = (
        a_row("stays", "continuous_active", 2062.5),
        a_row("leaves", "experienced_termination", 3750.0),
        a_row("comes", "new_hire_active", 3937.5),
        a_row("comes and goes", "new_hire_termination", 9.0),
    )
    events = (
        a_change("stays", "PROMOTION", 1000.0, 1500.0, merit=0.0, cola=0.0),
        a_change("stays", "RAISE", 1500.0, 2062.5, merit=0.25, cola=0.125),
        a_change("leaves", "RAISE", 3000.0, 3750.0, merit=0.125, cola=0.125),
    )
    # Over 2000: 1000 less without the leaver; 500 promoted; 375 and 187.5 on 1500; 3000 less 2062.5 by the hire.
    assert year_drivers(BEFORE, people, events) == {
        "leaver_mix": -0.5,
        "promotion_growth": 0.25,
        "merit_growth": 0.1875,
        "cola_growth": 0.09375,
        "new_hire_mix": 0.46875,
    }


@pytest.mark.parametrize("before", [BEFORE, ()], ids=["all left", "nobody was there"])
def test_a_year_in_which_nobody_stayed_has_no_parts(before: tuple[PersonYear, ...]) -> None:
    assert year_drivers(before, [a_row("comes", "new_hire_active", 1.0)], []) == dict.fromkeys(PARTS)
