"""The reference model against cases worked by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from reference.careers import career, is_eligible_for_merit, promotion_day, prorated_pay, raise_day
from reference.dates import completed_years, date_of_day, day_of_date, days_in_year
from reference.defaults import default_inputs
from reference.draws import choice_by_share, day_drawn, draw
from reference.exits import new_hire_last_day, termination_days, termination_key, termination_weight
from reference.headcount import headcount_plan, hires_by_level, round_half_up
from reference.hires import band_midpoint, new_hire_id, people_hired
from reference.inputs import CensusRow, JobLevel
from reference.levers import LeversInForce, levers_in_force
from reference.model import hired_outcome, simulate
from reference.people import Person, age_band, person_of, tenure_band

DEFAULTS = default_inputs()
ASSUMPTIONS = DEFAULTS.assumptions
TABLES = DEFAULTS.tables
LEVERS = levers_in_force(
    DEFAULTS.lever_rows,
    DEFAULTS.scenario_meta,
    scenario_id="default",
    years=range(2025, 2030),
    job_levels=range(1, 6),
)


def a_person(**changes: object) -> Person:
    """Level 1, 34 years old and 5 years there on 1 January 2025, paid 100,000."""
    person = Person(
        employee_id="E1",
        birth_date=date(1990, 6, 1),
        hire_date=date(2019, 6, 1),
        job_level=1,
        starting_pay=100_000.0,
    )
    return replace(person, **changes)  # type: ignore[arg-type]


def a_census_row(**changes: object) -> CensusRow:
    row = CensusRow(
        employee_id="E1",
        birth_date=date(1990, 6, 1),
        hire_date=date(2019, 6, 1),
        annual_salary=Decimal(60_000),
        job_level=1,
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def levers_for(year: int) -> LeversInForce:
    return levers_in_force(
        default_inputs(start_year=year).lever_rows,
        {"default": None},
        scenario_id="default",
        years=[year],
        job_levels=range(1, 6),
    )


# Draws


@pytest.mark.parametrize(
    ("stream", "employee_id", "year", "expected"),
    [
        ("termination", "ÉMP 1", 2025, 0.7879962437563213),
        ("promotion", "a|b", 2027, 0.249302778710359),
        ("hire_salary", "NH_2025_000001", 2025, 0.63969570716809),
    ],
)
def test_draws_match_the_published_vectors(stream: str, employee_id: str, year: int, expected: float) -> None:
    assert draw(42, stream, employee_id, year) == pytest.approx(expected, rel=1e-15)


def test_an_id_with_leading_zeros_draws_apart_from_the_number() -> None:
    assert draw(42, "termination", "0007", 2025) != draw(42, "termination", "7", 2025)


def test_a_drawn_day_lies_between_the_first_day_and_the_last() -> None:
    largest_draw = 1 - 2**-52
    assert [day_drawn(drawn, days=366) for drawn in (0.0, 0.5, largest_draw)] == [1, 184, 366]


def test_a_draw_equal_to_a_cumulative_share_takes_the_next_choice() -> None:
    shares = [("a", Decimal("0.25")), ("none", Decimal(0)), ("b", Decimal("0.75"))]
    assert [choice_by_share(drawn, shares) for drawn in (0.0, 0.2499, 0.25, 0.9999)] == ["a", "a", "b", "b"]


# Dates


def test_day_366_is_the_last_of_a_leap_year_and_a_full_century_has_none() -> None:
    assert date_of_day(2024, 366) == date(2024, 12, 31)
    assert [days_in_year(year) for year in (2000, 2024, 2025, 2100)] == [366, 366, 365, 365]
    assert day_of_date(date(2024, 3, 1)) == 61


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (date(1988, 2, 29), 36),
        (date(2000, 1, 1), 25),
        (date(2000, 1, 2), 24),
        (date(2024, 12, 31), 0),
        (date(2025, 7, 1), 0),
    ],
)
def test_completed_years_on_1_january_2025(since: date, expected: int) -> None:
    assert completed_years(since, at=date(2025, 1, 1)) == expected


# Headcounts


def test_the_worked_headcount() -> None:
    plan = headcount_plan(3008, assumptions=ASSUMPTIONS)
    assert (plan.terminations, plan.hires, plan.new_hire_terminations, plan.closing) == (361, 601, 150, 3098)


@pytest.mark.parametrize(
    ("value", "expected"), [("2.5", 3), ("2.4999999", 2), ("-2.5", -2), ("-2.6", -3), ("-0.5", 0), ("0.5", 1)]
)
def test_halves_round_up_on_both_sides_of_zero(value: str, expected: int) -> None:
    assert round_half_up(Fraction(value)) == expected


def test_a_product_of_exactly_a_half_is_not_lost_to_binary_fractions() -> None:
    # 1.15 x 50 = 57.5, which doubles make 57.49999999999999.
    assumptions = replace(ASSUMPTIONS, workforce_growth=Decimal("1.15"), total_termination_rate=Decimal(0))
    assert 50 * 1.15 < 57.5
    assert headcount_plan(50, assumptions=replace(assumptions, new_hire_termination_rate=Decimal(0))).hires == 58


def test_a_workforce_that_shrinks_faster_than_people_leave_hires_nobody() -> None:
    plan = headcount_plan(100, assumptions=replace(ASSUMPTIONS, workforce_growth=Decimal("-0.2")))
    assert (plan.terminations, plan.hires, plan.new_hire_terminations, plan.closing) == (12, 0, 0, 88)


def test_a_new_hire_termination_rate_of_one_is_refused() -> None:
    with pytest.raises(ValueError, match="new_hire_termination_rate < 1"):
        replace(ASSUMPTIONS, new_hire_termination_rate=Decimal(1))


def levels_weighing(*weights: str) -> tuple[JobLevel, ...]:
    return tuple(
        replace(level, hiring_weight=Decimal(weight)) for level, weight in zip(TABLES.job_levels, weights, strict=True)
    )


@pytest.mark.parametrize(
    ("hires", "weights", "expected"),
    [
        (10, (".60", ".25", ".11", ".03", ".01"), [6, 3, 1, 0, 0]),
        (2, (".25", ".25", ".25", ".25", "0"), [1, 1, 0, 0, 0]),
        (3, ("0", "0", ".5", ".25", ".25"), [0, 0, 1, 1, 1]),
        (0, (".60", ".25", ".11", ".03", ".01"), [0, 0, 0, 0, 0]),
    ],
)
def test_hires_go_to_the_largest_remainders_and_ties_to_the_lower_level(
    hires: int, weights: tuple[str, ...], expected: list[int]
) -> None:
    assert list(hires_by_level(hires, job_levels=levels_weighing(*weights)).values()) == expected


def test_shares_that_do_not_sum_to_one_are_refused() -> None:
    with pytest.raises(ValueError, match=r"hiring level weights must sum to exactly 1, but sum to 1\.01"):
        replace(TABLES, job_levels=levels_weighing(".61", ".25", ".11", ".03", ".01"))


# People


@pytest.mark.parametrize(
    ("salary", "expected"), [("80000", 1), ("80000.0001", 2), ("300000", 4), ("300000.01", 5), ("9999999", 5)]
)
def test_a_missing_level_is_the_lowest_that_reaches_the_salary(salary: str, expected: int) -> None:
    row = a_census_row(job_level=None, annual_salary=Decimal(salary))
    assert person_of(row, tables=TABLES).job_level == expected


def test_bands_are_those_of_1_january() -> None:
    person = a_person(birth_date=date(2000, 1, 1), hire_date=date(2023, 1, 2))
    assert age_band(person, year=2025, tables=TABLES).label == "25-34"
    assert tenure_band(person, year=2025, tables=TABLES).label == "< 2"
    assert tenure_band(person, year=2026, tables=TABLES).label == "2-4"


# Exits


def test_a_termination_weight_is_tenure_times_age_times_level() -> None:
    person = a_person(job_level=3)
    # Five years there 0.5, aged 34 1.3, level 3 1 - 0.1 x 2.
    assert termination_weight(person, year=2025, tables=TABLES) == 0.5 * 1.3 * 0.8


def test_a_termination_key_is_an_exponential_waiting_time() -> None:
    assert termination_key(0.5, weight=2.0) == pytest.approx(math.log(2) / 2, rel=1e-15)
    assert termination_key(0.0, weight=2.0) == 0.0


def test_among_people_alike_the_smallest_draws_leave() -> None:
    roster = [a_person(employee_id=f"E{number}") for number in range(20)]
    leaving = termination_days(roster, n_leavers=5, year=2025, seed=42, tables=TABLES)
    by_draw = sorted((draw(42, "termination", person.employee_id, 2025), person.employee_id) for person in roster)
    assert set(leaving) == {employee_id for _, employee_id in by_draw[:5]}


def test_a_hire_of_the_last_day_leaves_on_that_day_and_is_paid_for_one() -> None:
    assert new_hire_last_day(0.999, hire_day=365, days=365) == 365
    person = a_person(hire_date=date(2025, 12, 31), starting_pay=73_000.0)
    outcome = hired_outcome(person, year=2025, last_day=365, tables=TABLES)
    assert outcome.row.prorated_annual_compensation == pytest.approx(200.0, rel=1e-15)
    assert outcome.row.termination_date == date(2025, 12, 31)
    assert [event.event_type for event in outcome.events] == ["HIRE", "TERMINATION"]


@pytest.mark.parametrize(("drawn", "expected"), [(0.0, 101), (0.5, 233), (1 - 2**-52, 365)])
def test_other_hires_leave_after_the_hire_day(drawn: float, expected: int) -> None:
    assert new_hire_last_day(drawn, hire_day=100, days=365) == expected


# Promotions, raises and pay


def test_a_raise_in_mid_leap_year_counts_from_its_day_on() -> None:
    person = a_person(starting_pay=36_600.0, hire_date=date(2023, 10, 2))
    course = career(
        person,
        year=2024,
        promoted_on=None,
        raised_on=184,
        last_day=None,
        assumptions=ASSUMPTIONS,
        levers={**levers_for(2024), (2024, 1, "cola_rate"): 0.10},
    )
    # 183 days at 100 a day and 183 at 110: no merit, since the hire was a day after the cut-off.
    assert prorated_pay(course.pay_steps, last_day=366, days=366) == pytest.approx(38_430.0, rel=1e-15)
    assert course.events[0].effective_date == date(2024, 7, 2)
    assert course.events[0].merit_rate == 0.0


def test_the_cut_off_for_merit_is_1_october_itself() -> None:
    eligible = [
        is_eligible_for_merit(a_person(hire_date=hired), year=2025, assumptions=ASSUMPTIONS)
        for hired in (date(2024, 10, 1), date(2024, 10, 2))
    ]
    assert eligible == [True, False]


def test_a_promotion_on_the_day_of_the_raise_comes_first() -> None:
    course = career(
        a_person(), year=2025, promoted_on=60, raised_on=60, last_day=None, assumptions=ASSUMPTIONS, levers=LEVERS
    )
    promotion, rise = course.events
    assert (promotion.event_type, promotion.from_level, promotion.to_level) == ("PROMOTION", 1, 2)
    assert promotion.new_salary == pytest.approx(112_000.0, rel=1e-14)
    # Merit is level 2's .031, not level 1's .032.
    assert (rise.from_level, rise.merit_rate, rise.cola_rate) == (2, 0.031, 0.015)
    assert rise.previous_salary == promotion.new_salary
    assert rise.new_salary == pytest.approx(117_152.0, rel=1e-14)
    # 59 days at the old salary, 306 at the last one, none in between.
    expected = (59 * 100_000 + 306 * 117_152) / 365
    assert prorated_pay(course.pay_steps, last_day=365, days=365) == pytest.approx(expected, rel=1e-14)


def test_a_raise_before_the_promotion_has_the_old_levels_merit() -> None:
    course = career(
        a_person(), year=2025, promoted_on=200, raised_on=100, last_day=None, assumptions=ASSUMPTIONS, levers=LEVERS
    )
    rise, promotion = course.events
    assert (rise.from_level, rise.merit_rate) == (1, 0.032)
    assert promotion.new_salary == pytest.approx(100_000 * 1.047 * 1.12, rel=1e-14)


def test_nothing_happens_on_the_last_paid_day() -> None:
    course = career(
        a_person(), year=2025, promoted_on=90, raised_on=89, last_day=90, assumptions=ASSUMPTIONS, levers=LEVERS
    )
    assert [event.event_type for event in course.events] == ["RAISE"]
    expected = (88 * 100_000 + 2 * 104_700) / 365
    assert prorated_pay(course.pay_steps, last_day=90, days=365) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    "changes",
    [{"job_level": 5}, {"hire_date": date(2024, 1, 2)}, {"birth_date": date(1960, 1, 1)}],
    ids=["top level", "not a year there", "aged 65"],
)
def test_those_not_at_risk_are_not_promoted_at_any_probability(changes: dict[str, object]) -> None:
    certain = {**LEVERS, **{(2025, level, "promotion_probability"): 100.0 for level in range(1, 6)}}
    days = [
        promotion_day(a_person(employee_id=f"E{n}", **changes), year=2025, seed=42, inputs=DEFAULTS, levers=certain)
        for n in range(20)
    ]
    assert days == [None] * 20


@pytest.mark.parametrize(
    "changes",
    [{}, {"hire_date": date(2024, 1, 1)}, {"birth_date": date(1960, 1, 2)}],
    ids=["ordinary", "one year there", "aged 64"],
)
def test_those_at_risk_are_all_promoted_when_the_hazard_reaches_one(changes: dict[str, object]) -> None:
    certain = {**LEVERS, **{(2025, level, "promotion_probability"): 100.0 for level in range(1, 6)}}
    people = [a_person(employee_id=f"E{n}", **changes) for n in range(20)]
    assert None not in [promotion_day(one, year=2025, seed=42, inputs=DEFAULTS, levers=certain) for one in people]


def test_raises_fall_in_the_only_month_that_has_a_share() -> None:
    only_february = tuple(Decimal(int(month == 2)) for month in range(1, 13))
    inputs = replace(default_inputs(start_year=2024), tables=replace(TABLES, raise_month_shares=only_february))
    days = [raise_day(a_person(employee_id=f"E{n}"), year=2024, seed=42, inputs=inputs) for n in range(400)]
    # 1 to 29 February 2024.
    assert (min(days), max(days)) == (32, 60)


# Hires


def test_the_first_hire_of_the_first_year() -> None:
    hired = people_hired(3, year=2025, seed=42, inputs=DEFAULTS, levers=LEVERS)
    # Three hires by .60 .25 .11 .03 .01: one and .8, then .75, so 2, 1, 0, 0, 0.
    assert [(person.employee_id, person.job_level) for person in hired] == [
        ("NH_2025_000001", 1),
        ("NH_2025_000002", 1),
        ("NH_2025_000003", 2),
    ]
    # Midpoint 68,000 x (0.9 + 0.2 x the published draw), before the adjustment of 1.05.
    assert hired[0].starting_pay == pytest.approx(68_000 * (0.9 + 0.2 * 0.63969570716809), rel=1e-14)
    assert hired[0].annual_salary == pytest.approx(hired[0].starting_pay * 1.05, rel=1e-15)


def test_new_hire_ids_grow_past_six_digits() -> None:
    assert [new_hire_id(2025, number) for number in (1, 999_999, 1_000_000)] == [
        "NH_2025_000001",
        "NH_2025_999999",
        "NH_2025_1000000",
    ]


def test_the_midpoint_grows_with_the_salary_structure() -> None:
    assert band_midpoint(TABLES.job_levels[0], year=2027, inputs=DEFAULTS) == pytest.approx(68_000 * 1.0404, rel=1e-15)


# The whole


def test_one_person_and_nobody_leaving_or_hired_is_paid_two_raises() -> None:
    calm = replace(
        ASSUMPTIONS,
        workforce_growth=Decimal(0),
        total_termination_rate=Decimal(0),
        # Born in 1990, so too old to be promoted: the pay path is raises only.
        promotion_maximum_age_years=30,
    )
    inputs = replace(default_inputs(census=(a_census_row(),), n_years=2), assumptions=calm)
    run = simulate(inputs, scenario_id="default", seed=42)
    assert [run.snapshot[year][0].annual_salary for year in (2024, 2025, 2026)] == pytest.approx(
        [60_000, 60_000 * 1.047, 60_000 * 1.047**2], rel=1e-14
    )
    assert run.scenario.horizon_growth["full_year_equivalent"] == pytest.approx(0.047, abs=1e-14)
    assert run.scenario.raise_budget_rate == pytest.approx(0.047, abs=1e-14)
    assert run.scenario.equity_cv is None
    assert run.scenario.promotion_rate == 0.0


def test_a_workforce_that_all_leaves_has_no_growth_to_measure() -> None:
    assumptions = replace(ASSUMPTIONS, total_termination_rate=Decimal(1), workforce_growth=Decimal(-1))
    inputs = replace(default_inputs(census=(a_census_row(),), n_years=2), assumptions=assumptions)
    run = simulate(inputs, scenario_id="default", seed=42)
    assert run.years[2025].terminations == 1
    assert run.years[2026].opening_headcount == 0
    assert run.years[2026].promotion_rate is None
    assert run.years[2026].raise_budget_rate is None
    assert run.years[2026].wage_bill == 0.0
    assert set(run.scenario.horizon_growth.values()) == {None}
