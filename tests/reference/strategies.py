"""Hypothesis strategies for random problems at the edges of what the model must take."""

from __future__ import annotations

from calendar import isleap
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import accumulate, pairwise

from hypothesis import strategies as st

from optimization.parameters.lever_cells import LeverCell
from reference.batch_problem import Candidate
from reference.defaults import DEFAULT_LEVERS, default_inputs, default_lever_rows, default_tables
from reference.headcount import headcount_plan
from reference.inputs import Assumptions, Band, CensusRow, JobLevel, LeverRow, ModelInputs, Tables
from reference.levers import ROOT_SCENARIO
from reference.problem import Problem

LOWEST_JOB_LEVEL, TOP_JOB_LEVEL = 1, 5
MAX_PEOPLE = 40
MAX_YEARS = 5
MAX_LEVER_ROWS = 40
MAX_CANDIDATES = 3
MAX_MOVED_CELLS = 12
MINIMUM_AGE_AT_HIRE = 14
OLDEST_AGE_AT_HIRE = 80
LONGEST_TENURE_YEARS = 45
# A high new-hire rate needs hires by the thousand; above this a run is slow and shows nothing new.
MAX_PERSON_YEARS = 1_000
RATE_PLACES = 6
RATE_STEP = Decimal(1).scaleb(-RATE_PLACES)

# Leap years, years before one, both kinds of century, and the years of the shipped horizon.
START_YEARS = (2000, 2020, 2023, 2024, 2025, 2026, 2028, 2096, 2099)

ODD_IDS = (
    "0007",
    "7",
    "007",
    " 7",
    "7 ",
    "a|b",
    "a|b|2025",
    "42|termination|a|2025",
    "ÉMP 1",
    # The same word, composed and not: two ids.
    "cafe\N{COMBINING ACUTE ACCENT}",
    "caf\N{LATIN SMALL LETTER E WITH ACUTE}",
    "it's",
    'say "hi"',
    "a,b;c",
    "50%",
    "back\\slash",
    "NULL",
    "None",
    "1e5",
    "2025-01-01",
    "-1",
    "日本 語",
    "\N{SLIGHTLY SMILING FACE}",
    "nh_2025_000001",
    "x" * 500,
    "x" * 499 + "y",
)
ID_CHARACTERS = "abcXYZ0189 |'\"-_.,éÉßŁ中"
# In no id drawn, so that an id with it and a number is new.
ID_MARK = "~"
# Beyond the narrowest and widest pay a pay list has; four decimals, as the census column holds.
EXTREME_SALARIES = ("0.01", "1", "9.9999", "31000.50", "80000", "80000.0001", "500000.01", "9999999.9999", "250000000")

TELLING_RATES = tuple(Decimal(rate) for rate in ("0", "0.000001", "0.12", "0.25", "0.5", "0.95", "0.999999"))
TELLING_GROWTHS = tuple(Decimal(rate) for rate in ("-0.999999", "-0.5", "-0.000001", "0", "0.03", "0.99", "1"))
# Lowest and highest value drawn for each lever: promotion hazards past 1 come from the multipliers.
LEVER_RANGES = {
    "merit_base": ("0", "0.2"),
    "cola_rate": ("0", "0.1"),
    "promotion_probability": ("0", "1"),
    "promotion_raise": ("0", "0.5"),
    "new_hire_salary_adjustment": ("0.5", "2"),
}


def decimals(lowest: str, highest: str, *, places: int = RATE_PLACES) -> st.SearchStrategy[Decimal]:
    """Decimals of at most this many places between two, ends included."""
    low, high = (int(Decimal(end).scaleb(places)) for end in (lowest, highest))
    return st.integers(low, high).map(lambda units: Decimal(units).scaleb(-places))


def employee_ids() -> st.SearchStrategy[str]:
    """Ids that break careless code: never empty, never blank all through, never one of the model's own."""
    written = st.text(alphabet=ID_CHARACTERS, min_size=1, max_size=12).filter(lambda text: text.strip() != "")
    return st.one_of(st.sampled_from(ODD_IDS), written)


@st.composite
def census_rows(draw: st.DrawFn, employee_id: str, *, start_year: int) -> CensusRow:
    """Somebody on the census of 31 December before `start_year`, aged 14 or more when hired."""
    hire_date = draw(hire_dates(start_year=start_year))
    salary = st.one_of(
        st.sampled_from(EXTREME_SALARIES).map(Decimal),
        decimals("20000", "600000", places=2),
        decimals("55000", "90000", places=4),
    )
    return CensusRow(
        employee_id=employee_id,
        birth_date=draw(birth_dates(hire_date=hire_date, start_year=start_year)),
        hire_date=hire_date,
        annual_salary=draw(salary),
        job_level=draw(st.one_of(st.none(), st.integers(LOWEST_JOB_LEVEL, TOP_JOB_LEVEL))),
        gender=draw(st.sampled_from([None, "F", "M"])),
        department=draw(st.sampled_from([None, "Sales", "R&D, north"])),
    )


@st.composite
def hire_dates(draw: st.DrawFn, *, start_year: int) -> date:
    """Days up to the census date, with those around the merit cut-off and the turn of the year often."""
    census_date = date(start_year - 1, 12, 31)
    earliest = date(start_year - LONGEST_TENURE_YEARS, 1, 1)
    year = draw(st.integers(0, 12).map(lambda years_ago: census_date.year - years_ago))
    edges = [date(year, *month_day) for month_day in ((1, 1), (1, 2), (9, 30), (10, 1), (10, 2), (12, 30), (12, 31))]
    return draw(st.one_of(st.sampled_from(edges), st.dates(min_value=earliest, max_value=census_date)))


@st.composite
def birth_dates(draw: st.DrawFn, *, hire_date: date, start_year: int) -> date:
    """Days that make the person at least 14 when hired, with 29 February and band edges often."""
    latest = same_day(hire_date, year=hire_date.year - MINIMUM_AGE_AT_HIRE)
    earliest = same_day(hire_date, year=hire_date.year - OLDEST_AGE_AT_HIRE)
    ages = [age for band in default_tables().age_bands[1:] for age in (band.from_years, band.from_years + 1)]
    edges = [date(start_year - age, 1, day) for age in ages for day in (1, 2)]
    leap_days = [date(year, 2, 29) for year in range(earliest.year, latest.year + 1) if isleap(year)]
    possible = [day for day in (*edges, *leap_days) if earliest <= day <= latest]
    return draw(st.one_of(st.sampled_from([latest, *possible]), st.dates(min_value=earliest, max_value=latest)))


def same_day(day: date, *, year: int) -> date:
    """The day in another year; 29 February becomes the 28th where there is none."""
    if (day.month, day.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return day.replace(year=year)


@st.composite
def populations(draw: st.DrawFn, *, start_year: int) -> tuple[CensusRow, ...]:
    """One to forty people with different ids."""
    # The size is drawn first, and an id met before is changed, not refused: Hypothesis would else stay at a handful.
    size = draw(st.integers(1, MAX_PEOPLE))
    ids: dict[str, None] = {}
    for number in range(size):
        drawn = draw(employee_ids())
        ids[f"{drawn}{ID_MARK}{number}" if drawn in ids else drawn] = None
    return tuple(draw(census_rows(employee_id, start_year=start_year)) for employee_id in ids)


@st.composite
def assumptions_for(draw: st.DrawFn, *, opening: int, n_years: int) -> Assumptions:
    """Growth from near full decline to twofold, rates from none to nearly all, within what a test can wait for."""
    rates = st.one_of(st.sampled_from(TELLING_RATES), decimals("0", "0.999999"))
    growths = st.one_of(st.sampled_from(TELLING_GROWTHS), decimals("-0.999999", "0.5"))
    drawn = replace(
        default_inputs().assumptions,
        workforce_growth=draw(growths),
        total_termination_rate=draw(rates),
        new_hire_termination_rate=draw(rates),
        salary_structure_increase=draw(st.one_of(st.just(Decimal(0)), decimals("0", "0.1"))),
    )
    return shortened(drawn, opening=opening, n_years=n_years)


def shortened(assumptions: Assumptions, *, opening: int, n_years: int) -> Assumptions:
    """The assumptions moved toward fewer people until a run is short enough; most need no move.

    Refusing whole problems would waste most of them. Growth is halved first, with no new hire leaving; then the
    share of new hires who stay is doubled, so that the rate keeps as near to 1 as it can.
    """
    growth = assumptions.workforce_growth
    leaving = assumptions.new_hire_termination_rate
    nobody = Decimal(0)
    while is_too_long(moved(assumptions, growth=growth, leaving=nobody), opening=opening, n_years=n_years):
        growth = (growth / 2).quantize(RATE_STEP)
    while is_too_long(moved(assumptions, growth=growth, leaving=leaving), opening=opening, n_years=n_years):
        leaving = max(nobody, 1 - 2 * (1 - leaving))
    return moved(assumptions, growth=growth, leaving=leaving)


def moved(assumptions: Assumptions, *, growth: Decimal, leaving: Decimal) -> Assumptions:
    """The assumptions with another growth and new-hire termination rate."""
    return replace(assumptions, workforce_growth=growth, new_hire_termination_rate=leaving)


def is_too_long(assumptions: Assumptions, *, opening: int, n_years: int) -> bool:
    """Whether a run has more rows of people than a test can wait for."""
    rows = 0
    for _ in range(n_years):
        plan = headcount_plan(opening, assumptions=assumptions)
        rows += plan.opening + plan.hires
        opening = plan.closing
    return rows > MAX_PERSON_YEARS


@st.composite
def shares(draw: st.DrawFn, n: int) -> tuple[Decimal, ...]:
    """Shares of two or six places, some of them nothing, that sum to exactly 1."""
    places = draw(st.sampled_from((2, RATE_PLACES)))
    whole = 10**places
    cuts = sorted(draw(st.lists(st.integers(0, whole), min_size=n - 1, max_size=n - 1)))
    return tuple(Decimal(end - start).scaleb(-places) for start, end in pairwise([0, *cuts, whole]))


@st.composite
def tables(draw: st.DrawFn) -> Tables:
    """The default tables, or others: salary bands, factors, multipliers and shares changed."""
    defaults = default_tables()
    if draw(st.booleans()):
        return defaults
    ages = draw(st.lists(st.integers(16, 70), min_size=1, max_size=8, unique=True).map(sorted))
    return Tables(
        job_levels=draw(job_levels(defaults.job_levels)),
        age_bands=tuple(draw(changed_band(band)) for band in defaults.age_bands),
        tenure_bands=tuple(draw(changed_band(band)) for band in defaults.tenure_bands),
        hiring_ages=tuple(zip(ages, draw(shares(len(ages))), strict=True)),
        raise_month_shares=draw(shares(len(defaults.raise_month_shares))),
    )


@st.composite
def job_levels(draw: st.DrawFn, defaults: tuple[JobLevel, ...]) -> tuple[JobLevel, ...]:
    """Levels whose bands rise from one to the next, and may overlap or leave a gap."""
    weights = draw(shares(len(defaults)))
    n_edges = 2 * len(defaults)
    steps = draw(st.lists(st.integers(1, 150_000), min_size=n_edges, max_size=n_edges))
    edges = list(accumulate(steps))
    apart, overlapping = (edges[0::2], edges[1::2]), (edges[: len(defaults)], edges[len(defaults) :])
    minima, maxima = draw(st.sampled_from((apart, overlapping)))
    return tuple(
        replace(
            level,
            minimum_compensation=Decimal(minimum),
            maximum_compensation=Decimal(maximum),
            termination_factor=draw(decimals("0.1", "2", places=2)),
            hiring_weight=weight,
        )
        for level, minimum, maximum, weight in zip(defaults, minima, maxima, weights, strict=True)
    )


@st.composite
def changed_band(draw: st.DrawFn, band: Band) -> Band:
    """The band with other multipliers. A termination weight of nothing has no key, so it stays above."""
    return replace(
        band,
        termination_multiplier=draw(decimals("0.1", "5", places=2)),
        promotion_multiplier=draw(decimals("0", "5", places=2)),
    )


@st.composite
def scenario_chains(draw: st.DrawFn) -> dict[str, str | None]:
    """`default` and up to two more, each on its own, on `default` or on the one before; never a cycle."""
    meta: dict[str, str | None] = {ROOT_SCENARIO: None}
    for scenario_id in ("lean", "odd name é")[: draw(st.integers(0, 2))]:
        meta[scenario_id] = draw(st.sampled_from([None, *meta]))
    return meta


@st.composite
def lever_sets(draw: st.DrawFn, *, scenario_ids: tuple[str, ...], start_year: int) -> tuple[LeverRow, ...]:
    """Every cell from `default`, and own rows that differ by scenario, year and level.

    Years lie from before the first simulated year to past the last, with gaps.
    """
    first_default_year = start_year - draw(st.integers(0, 2))
    cells = {
        (row.scenario_id, row.fiscal_year, row.job_level, row.parameter_name): row.value
        for row in default_lever_rows(fiscal_year=first_default_year)
    }
    own_cells = st.tuples(
        st.sampled_from(scenario_ids),
        st.integers(first_default_year, start_year + MAX_YEARS),
        st.integers(LOWEST_JOB_LEVEL, TOP_JOB_LEVEL),
        st.sampled_from(tuple(DEFAULT_LEVERS)),
    )
    n_rows = draw(st.integers(0, MAX_LEVER_ROWS))
    for cell in draw(st.lists(own_cells, min_size=n_rows, max_size=n_rows)):
        cells[cell] = draw(decimals(*LEVER_RANGES[cell[-1]]))
    return tuple(
        LeverRow(scenario_id=scenario_id, fiscal_year=year, job_level=level, parameter_name=name, value=value)
        for (scenario_id, year, level, name), value in cells.items()
    )


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """A population, its assumptions, tables and levers, one to three scenarios, one or two seeds."""
    start_year = draw(st.sampled_from(START_YEARS))
    n_years = draw(st.integers(1, MAX_YEARS))
    census = draw(populations(start_year=start_year))
    scenario_meta = draw(scenario_chains())
    scenario_ids = tuple(scenario_meta)
    return Problem(
        inputs=ModelInputs(
            census=census,
            lever_rows=draw(lever_sets(scenario_ids=scenario_ids, start_year=start_year)),
            scenario_meta=scenario_meta,
            assumptions=draw(assumptions_for(opening=len(census), n_years=n_years)),
            tables=draw(tables()),
            start_year=start_year,
            n_years=n_years,
        ),
        scenario_ids=scenario_ids,
        seeds=tuple(draw(st.lists(st.integers(0, 2**31 - 1), min_size=1, max_size=2, unique=True))),
    )


@st.composite
def candidates_of(draw: st.DrawFn, problem: Problem) -> tuple[Candidate, ...]:
    """For every scenario of the problem one candidate that changes nothing, and up to three that move some cells."""
    cells = st.builds(
        LeverCell,
        st.sampled_from(problem.inputs.years),
        st.integers(LOWEST_JOB_LEVEL, TOP_JOB_LEVEL),
        st.sampled_from(tuple(DEFAULT_LEVERS)),
    )
    found = []
    for base in problem.scenario_ids:
        found.append(Candidate(base=base, cells={}))
        for _ in range(draw(st.integers(0, MAX_CANDIDATES))):
            moved = draw(st.lists(cells, min_size=1, max_size=MAX_MOVED_CELLS, unique=True))
            found.append(
                Candidate(
                    base=base,
                    cells={cell: float(draw(decimals(*LEVER_RANGES[cell.parameter_name]))) for cell in moved},
                )
            )
    return tuple(found)
