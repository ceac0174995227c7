"""The simulation, year by year and person by person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reference.careers import PayStep, career, promotion_day, prorated_pay, raise_day
from reference.dates import date_of_day, day_of_date, days_in_year
from reference.exits import new_hire_termination_days, termination_days
from reference.headcount import headcount_plan
from reference.hires import people_hired
from reference.inputs import ModelInputs, Tables
from reference.levers import LeversInForce, levers_in_force
from reference.metrics import mean_pay_by_method, scenario_metrics, year_metrics
from reference.outputs import ACTIVE_STATUSES, Event, PersonYear, Run, Status, YearMetrics
from reference.people import Person, age_band, person_of, tenure_band


@dataclass(frozen=True, kw_only=True)
class PersonOutcome:
    """What one year made of one person."""

    person: Person
    row: PersonYear
    events: tuple[Event, ...]

    @property
    def is_active(self) -> bool:
        """Whether the person is there at year end."""
        return self.row.detailed_status_code in ACTIVE_STATUSES


def simulate(inputs: ModelInputs, *, scenario_id: str, seed: int) -> Run:
    """One scenario under one seed.

    Raises:
        ValueError: levers that do not resolve.
    """
    levers = levers_in_force(
        inputs.lever_rows,
        inputs.scenario_meta,
        scenario_id=scenario_id,
        years=inputs.years,
        job_levels=[level.job_level for level in inputs.tables.job_levels],
    )
    roster = tuple(person_of(row, tables=inputs.tables) for row in inputs.census)
    base_year = inputs.start_year - 1
    snapshot = {base_year: tuple(base_year_row(person, year=base_year, tables=inputs.tables) for person in roster)}
    base_mean_pay = mean_pay_by_method(snapshot[base_year])
    mean_pay = base_mean_pay
    events: dict[int, tuple[Event, ...]] = {}
    years: dict[int, YearMetrics] = {}
    for year in inputs.years:
        outcomes = simulate_year(roster, year=year, seed=seed, inputs=inputs, levers=levers)
        snapshot[year] = tuple(outcome.row for outcome in outcomes)
        events[year] = tuple(event for outcome in outcomes for event in outcome.events)
        years[year] = year_metrics(
            snapshot[year], events[year], opening_headcount=len(roster), mean_pay_before=mean_pay
        )
        mean_pay = years[year].mean_pay
        roster = tuple(outcome.person for outcome in outcomes if outcome.is_active)
    return Run(
        scenario_id=scenario_id,
        seed=seed,
        snapshot=snapshot,
        events=events,
        base_mean_pay=base_mean_pay,
        years=years,
        scenario=scenario_metrics(years, events),
    )


def simulate_year(
    roster: Sequence[Person], *, year: int, seed: int, inputs: ModelInputs, levers: LeversInForce
) -> tuple[PersonOutcome, ...]:
    """What a year makes of its opening roster, and of its hires after them."""
    plan = headcount_plan(len(roster), assumptions=inputs.assumptions)
    leaving = termination_days(roster, n_leavers=plan.terminations, year=year, seed=seed, tables=inputs.tables)
    hired = people_hired(plan.hires, year=year, seed=seed, inputs=inputs, levers=levers)
    leaving_again = new_hire_termination_days(
        {person.employee_id: day_of_date(person.hire_date) for person in hired},
        n_leavers=plan.new_hire_terminations,
        year=year,
        seed=seed,
    )
    return (
        *(
            opening_outcome(
                person, year=year, seed=seed, last_day=leaving.get(person.employee_id), inputs=inputs, levers=levers
            )
            for person in roster
        ),
        *(
            hired_outcome(person, year=year, last_day=leaving_again.get(person.employee_id), tables=inputs.tables)
            for person in hired
        ),
    )


def opening_outcome(
    person: Person, *, year: int, seed: int, last_day: int | None, inputs: ModelInputs, levers: LeversInForce
) -> PersonOutcome:
    """The year of somebody on the opening roster; `last_day` is None for somebody who stays."""
    course = career(
        person,
        year=year,
        promoted_on=promotion_day(person, year=year, seed=seed, inputs=inputs, levers=levers),
        raised_on=raise_day(person, year=year, seed=seed, inputs=inputs),
        last_day=last_day,
        assumptions=inputs.assumptions,
        levers=levers,
    )
    leaves = _termination(course.person, year=year, last_day=last_day)
    return PersonOutcome(
        person=course.person,
        row=_person_year(
            course.person,
            year=year,
            pay_steps=course.pay_steps,
            last_day=last_day,
            status="continuous_active" if last_day is None else "experienced_termination",
            tables=inputs.tables,
        ),
        events=(*course.events, *leaves),
    )


def hired_outcome(person: Person, *, year: int, last_day: int | None, tables: Tables) -> PersonOutcome:
    """The first year of a hire, paid from the hire day; `last_day` is None for somebody who stays."""
    hire = Event(
        employee_id=person.employee_id,
        event_type="HIRE",
        effective_date=person.hire_date,
        from_level=None,
        to_level=person.job_level,
        previous_salary=None,
        new_salary=person.annual_salary,
    )
    return PersonOutcome(
        person=person,
        row=_person_year(
            person,
            year=year,
            pay_steps=(PayStep(from_day=day_of_date(person.hire_date), annual_salary=person.annual_salary),),
            last_day=last_day,
            status="new_hire_active" if last_day is None else "new_hire_termination",
            tables=tables,
        ),
        events=(hire, *_termination(person, year=year, last_day=last_day)),
    )


def base_year_row(person: Person, *, year: int, tables: Tables) -> PersonYear:
    """A census person in the year of the census: there all year, at the census salary."""
    return _person_year(
        person,
        year=year,
        pay_steps=(PayStep(from_day=1, annual_salary=person.annual_salary),),
        last_day=None,
        status="continuous_active",
        tables=tables,
    )


def _termination(person: Person, *, year: int, last_day: int | None) -> tuple[Event, ...]:
    if last_day is None:
        return ()
    return (
        Event(
            employee_id=person.employee_id,
            event_type="TERMINATION",
            effective_date=date_of_day(year, last_day),
            from_level=person.job_level,
            to_level=None,
            previous_salary=person.annual_salary,
            new_salary=None,
        ),
    )


def _person_year(
    person: Person,
    *,
    year: int,
    pay_steps: tuple[PayStep, ...],
    last_day: int | None,
    status: Status,
    tables: Tables,
) -> PersonYear:
    days = days_in_year(year)
    termination_date: date | None = None if last_day is None else date_of_day(year, last_day)
    return PersonYear(
        simulation_year=year,
        employee_id=person.employee_id,
        job_level=person.job_level,
        annual_salary=person.annual_salary,
        prorated_annual_compensation=prorated_pay(
            pay_steps, last_day=days if last_day is None else last_day, days=days
        ),
        detailed_status_code=status,
        termination_date=termination_date,
        hire_date=person.hire_date,
        birth_date=person.birth_date,
        age_band=age_band(person, year=year, tables=tables).label,
        tenure_band=tenure_band(person, year=year, tables=tables).label,
        gender=person.gender,
        department=person.department,
    )
