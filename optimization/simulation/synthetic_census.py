"""Generates a census of made-up people: plausible, and the same for the same seed on every machine."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate, chain, repeat
from math import sqrt
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from optimization.errors import BadInputError
from optimization.simulation.census_derived_dates import birth_from_age, hire_from_tenure
from optimization.simulation.census_draws import draw
from optimization.simulation.census_schema import CensusOrigin, Person, canonical_table
from optimization.simulation.salary_bands import SalaryBand
from optimization.simulation.synthetic_census_config import SyntheticCensusConfig

if TYPE_CHECKING:
    import pyarrow as pa

# Above this the people, held as Python values while they are made, outgrow an ordinary machine's memory.
MAXIMUM_EMPLOYEES = 5_000_000
_CENTS_PER_UNIT = 100

Option = TypeVar("Option")


class _Level(NamedTuple):
    """What the draws of one level need, as plain numbers; money in cents."""

    job_level: int
    youngest: int
    peak: int
    oldest: int
    longest_tenure: int
    midpoint_cents: int
    pay_reach_cents: float


def generate_census(
    employees: int,
    *,
    seed: int,
    census_date: date,
    config: SyntheticCensusConfig,
    bands: Sequence[SalaryBand],
) -> pa.Table:
    """A canonical census of `employees` people with the ids EMP_000001 and on, levels from the lowest up.

    Every value is drawn by the model's own rule from the seed, the person's id and the census year, so a person is the
    same in a census of any size as long as the level is.

    Args:
        employees: How many people, 1 to 5,000,000.
        seed: Names the random world.
        census_date: The day that the census describes.
        config: What the people are like.
        bands: The salary bands that pay is drawn around, one for each level.

    Raises:
        BadInputError: `employees` is out of range.
    """
    if not 1 <= employees <= MAXIMUM_EMPLOYEES:
        raise BadInputError(f"A synthetic census has 1 to {MAXIMUM_EMPLOYEES:,} employees, but got {employees:,}.")
    counts = split_by_largest_remainder(employees, shares=config.level_shares.value)
    levels = chain.from_iterable(repeat(_level(band, config), counts[band.job_level]) for band in bands)
    world = _World(seed=seed, census_date=census_date, config=config)
    people = [_person(f"EMP_{number:06d}", level=level, world=world) for number, level in enumerate(levels, start=1)]
    return canonical_table(people, origin=_origin(employees, world=world, config=config))


def split_by_largest_remainder(total: int, *, shares: Mapping[int, Decimal]) -> dict[int, int]:
    """`total` split by shares that sum to 1: rounded down, what is left goes to the largest remainders.

    In decimal arithmetic; of equal remainders the lower key is served first.
    """
    exact = {key: share * total for key, share in sorted(shares.items())}
    counts = {key: int(value) for key, value in exact.items()}
    by_remainder = sorted(exact, key=lambda key: counts[key] - exact[key])
    for key in by_remainder[: total - sum(counts.values())]:
        counts[key] += 1
    return counts


class _Choice(Generic[Option]):
    """Options, each with its share of the draws in [0, 1)."""

    def __init__(self, shares: Mapping[Option, Decimal]) -> None:
        self._options = tuple(shares)
        # Added up in decimal arithmetic, so that the last one is exactly 1, above every draw.
        self._cumulative = [float(share) for share in accumulate(shares.values())]

    def pick(self, uniform: float) -> Option:
        """The first option whose cumulative share exceeds the draw."""
        return self._options[bisect_right(self._cumulative, uniform)]


class _World:
    """Everything that the people of one census share."""

    def __init__(self, *, seed: int, census_date: date, config: SyntheticCensusConfig) -> None:
        self.seed = seed
        self.census_date = census_date
        self.youngest_hire_age = config.youngest_hire_age.value
        self.genders = _Choice(config.gender_shares.value)
        self.departments = _Choice(config.department_shares.value)
        self.ratings = _Choice(config.performance_rating_shares.value)

    def draw(self, stream: str, employee_id: str) -> float:
        return draw(self.seed, stream, employee_id, self.census_date.year)


def _person(employee_id: str, *, level: _Level, world: _World) -> Person:
    age = _triangular(
        world.draw("census_age", employee_id), lowest=level.youngest, peak=level.peak, highest=level.oldest + 1
    )
    # One year less than lies between the two ages: at hire a person is a birthday behind as often as not.
    most_years = age - world.youngest_hire_age - 1
    # The square makes short tenures the frequent ones; powers other than products differ between maths libraries.
    tenure_draw = world.draw("census_tenure", employee_id)
    tenure = min(int(level.longest_tenure * (tenure_draw * tenure_draw)), most_years)
    birth_date = birth_from_age(
        age, employee_id=employee_id, seed=world.seed, census_date=world.census_date, hire_date=None
    )
    hire_date = hire_from_tenure(
        tenure, employee_id=employee_id, seed=world.seed, census_date=world.census_date, birth_date=birth_date
    )
    offset = world.draw("census_pay", employee_id) + world.draw("census_pay_second", employee_id) - 1.0
    cents = level.midpoint_cents + round(level.pay_reach_cents * offset)
    return Person(
        employee_id=employee_id,
        birth_date=birth_date,
        hire_date=hire_date,
        annual_salary=Decimal(cents) / _CENTS_PER_UNIT,
        job_level=level.job_level,
        gender=world.genders.pick(world.draw("census_gender", employee_id)),
        department=world.departments.pick(world.draw("census_department", employee_id)),
        performance_rating=world.ratings.pick(world.draw("census_rating", employee_id)),
        termination_date=None,
        active=True,
    )


def _triangular(uniform: float, *, lowest: int, peak: int, highest: int) -> int:
    """The whole years that a draw gives in a triangular distribution on [lowest, highest)."""
    width = highest - lowest
    if uniform * width < peak - lowest:
        return int(lowest + sqrt(uniform * width * (peak - lowest)))
    return int(highest - sqrt((1.0 - uniform) * width * (highest - peak)))


def _origin(employees: int, *, world: _World, config: SyntheticCensusConfig) -> CensusOrigin:
    """A census that comes from no file names what made it, and the hash of its parameters."""
    parameters = hashlib.sha256(config.model_dump_json().encode()).hexdigest()
    return CensusOrigin(
        census_date=world.census_date,
        source_name=f"synthetic census: {employees} employees, seed {world.seed}",
        source_sha256=parameters,
    )


def _level(band: SalaryBand, config: SyntheticCensusConfig) -> _Level:
    half_width = (band.max_compensation - band.min_compensation) / 2
    return _Level(
        job_level=band.job_level,
        youngest=config.youngest_age.value[band.job_level],
        peak=config.most_frequent_age.value[band.job_level],
        oldest=config.oldest_age.value[band.job_level],
        longest_tenure=config.longest_tenure.value[band.job_level],
        midpoint_cents=int(band.midpoint * _CENTS_PER_UNIT),
        pay_reach_cents=float(half_width * _CENTS_PER_UNIT) * config.pay_reach.value,
    )
