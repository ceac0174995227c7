"""Promotions and raises of somebody on the opening roster: on which day, and what they do to pay."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from reference.dates import date_of_day, day_of_date, days_in_month, days_in_year
from reference.draws import choice_by_share, day_drawn, draw
from reference.inputs import Assumptions, ModelInputs
from reference.levers import LeversInForce
from reference.outputs import Event
from reference.people import Person, age_at, age_band, tenure_at, tenure_band


@dataclass(frozen=True, kw_only=True)
class PayStep:
    """From this day of the year on, this annual salary."""

    from_day: int
    annual_salary: float


@dataclass(frozen=True, kw_only=True)
class Career:
    """One person's year: who they are at its end or when they leave, what they were paid, what happened."""

    person: Person
    pay_steps: tuple[PayStep, ...]
    events: tuple[Event, ...]


def promotion_day(person: Person, *, year: int, seed: int, inputs: ModelInputs, levers: LeversInForce) -> int | None:
    """The day the person would be promoted; None where not at risk or not drawn."""
    assumptions = inputs.assumptions
    at_risk = (
        person.job_level < inputs.tables.job_levels[-1].job_level
        and tenure_at(person, year=year) >= assumptions.promotion_minimum_tenure_years
        and age_at(person, year=year) < assumptions.promotion_maximum_age_years
    )
    hazard = min(
        1.0,
        levers[year, person.job_level, "promotion_probability"]
        * float(age_band(person, year=year, tables=inputs.tables).promotion_multiplier)
        * float(tenure_band(person, year=year, tables=inputs.tables).promotion_multiplier),
    )
    if not (at_risk and draw(seed, "promotion", person.employee_id, year) < hazard):
        return None
    return day_drawn(draw(seed, "promotion_day", person.employee_id, year), days=days_in_year(year))


def raise_day(person: Person, *, year: int, seed: int, inputs: ModelInputs) -> int:
    """The day of the person's yearly raise: a month by its share, then a day in it."""
    month = choice_by_share(
        draw(seed, "raise_month", person.employee_id, year), enumerate(inputs.tables.raise_month_shares, start=1)
    )
    day_in_month = day_drawn(draw(seed, "raise_day", person.employee_id, year), days=days_in_month(year, month))
    return day_of_date(date(year, month, day_in_month))


def is_eligible_for_merit(person: Person, *, year: int, assumptions: Assumptions) -> bool:
    """Whether the person was there by the cut-off date of the year before."""
    return person.hire_date <= date(year - 1, assumptions.merit_cutoff_month, assumptions.merit_cutoff_day)


def career(
    person: Person,
    *,
    year: int,
    promoted_on: int | None,
    raised_on: int,
    last_day: int | None,
    assumptions: Assumptions,
    levers: LeversInForce,
) -> Career:
    """What a year brings to somebody on the opening roster.

    Args:
        person: as they are on 1 January.
        year: the simulated year.
        promoted_on: day of the promotion; None is none.
        raised_on: day of the raise.
        last_day: last paid day; None for somebody who stays. Nothing happens on it or after it.
        assumptions: for the merit cut-off.
        levers: the scenario's, of this year at least.
    """
    happens = {"PROMOTION": promoted_on, "RAISE": raised_on}
    # A promotion on the day of the raise comes first, as it does here: sorting keeps the order of equals.
    dated = sorted(
        ((day, kind) for kind, day in happens.items() if day is not None and (last_day is None or day < last_day)),
        key=lambda item: item[0],
    )
    steps = [PayStep(from_day=1, annual_salary=person.annual_salary)]
    events: list[Event] = []
    for day, kind in dated:
        if kind == "PROMOTION":
            person, event = _promoted(person, year=year, day=day, levers=levers)
        else:
            merit = is_eligible_for_merit(person, year=year, assumptions=assumptions)
            person, event = _raised(person, year=year, day=day, with_merit=merit, levers=levers)
        events.append(event)
        steps.append(PayStep(from_day=day, annual_salary=person.annual_salary))
    return Career(person=person, pay_steps=tuple(steps), events=tuple(events))


def prorated_pay(pay_steps: tuple[PayStep, ...], *, last_day: int, days: int) -> float:
    """Salary in force summed over the days employed, from the first step's day to the last day, over days a year."""
    ends = [*(step.from_day for step in pay_steps[1:]), last_day + 1]
    paid = (step.annual_salary * (end - step.from_day) for step, end in zip(pay_steps, ends, strict=True))
    return sum(paid) / days


def _promoted(person: Person, *, year: int, day: int, levers: LeversInForce) -> tuple[Person, Event]:
    rise = levers[year, person.job_level, "promotion_raise"]
    after = replace(person, job_level=person.job_level + 1, pay_factor=person.pay_factor * (1 + rise))
    return after, Event(
        employee_id=person.employee_id,
        event_type="PROMOTION",
        effective_date=date_of_day(year, day),
        from_level=person.job_level,
        to_level=after.job_level,
        previous_salary=person.annual_salary,
        new_salary=after.annual_salary,
    )


def _raised(person: Person, *, year: int, day: int, with_merit: bool, levers: LeversInForce) -> tuple[Person, Event]:
    merit = levers[year, person.job_level, "merit_base"] if with_merit else 0.0
    cola = levers[year, person.job_level, "cola_rate"]
    after = replace(person, pay_factor=person.pay_factor * (1 + merit + cola))
    return after, Event(
        employee_id=person.employee_id,
        event_type="RAISE",
        effective_date=date_of_day(year, day),
        from_level=person.job_level,
        to_level=person.job_level,
        previous_salary=person.annual_salary,
        new_salary=after.annual_salary,
        merit_rate=merit,
        cola_rate=cola,
    )
