"""Pay up to the limits is simulated, beyond them it is refused by name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from optimization.errors import BadInputError
from optimization.parameters.settings import load_simulation_settings
from optimization.simulation.census_install import install_census
from optimization.simulation.census_pay_limits import refuse_too_much_pay
from optimization.simulation.census_read import read_census
from optimization.simulation.census_schema import CensusOrigin, Person, canonical_table
from optimization.simulation.official_run import official_run
from optimization.simulation.protocol import GrowthMethod
from optimization.simulation.run_inputs import gather_inputs
from optimization.simulation.warehouse import open_published, read_metrics
from reference.real_run import fresh_places

# The highest salary there is; the squares of 3,000 of them sum to 3 x 10^25, the highest sum.
HIGHEST = Decimal(10) ** 11


def census_of(*salaries: Decimal | int) -> pa.Table:
    people = [
        Person(f"E{n}", date(1985, 5, 5), date(2015, 5, 5), Decimal(pay), 1 + n % 5, None, None, None, None, None)
        for n, pay in enumerate(salaries)
    ]
    origin = CensusOrigin(census_date=date(2024, 12, 31), source_name="a.csv", source_sha256="0" * 64)
    return canonical_table(people, origin=origin)


@pytest.mark.parametrize(
    ("salaries", "message"),
    [
        ((HIGHEST + Decimal("0.0001"),), "the highest annual_salary is 100,000,000,000.0001, and at most"),
        ((HIGHEST,) * 3_100, "the squares of the 3,100 salaries sum to 3.1e[+]25, and at most 3e[+]25"),
    ],
)
def test_a_census_beyond_a_limit_is_refused_when_it_is_read(
    salaries: tuple[Decimal, ...], message: str, tmp_path: Path
) -> None:
    places = fresh_places(tmp_path)
    install_census(places, census_of(*salaries), bands=None)

    with pytest.raises(BadInputError, match=message):
        read_census(places)


@pytest.mark.parametrize(
    "salaries",
    [
        # Rupiah and rial: ordinary pay to that of a chief executive, in a company of three thousand.
        (5 * 10**9,) * 2_900 + (HIGHEST,) * 100,
        (HIGHEST,) * 2_900,
        (1,),
        (),
    ],
    ids=["three thousand", "the highest", "the least", "nobody"],
)
def test_a_census_within_the_limits_is_let_pass(salaries: tuple[int, ...]) -> None:
    refuse_too_much_pay(census_of(*salaries), where="a.csv")


def test_a_census_at_the_limits_is_simulated_and_tested_to_the_end(tmp_path: Path) -> None:
    places = fresh_places(tmp_path)
    install_census(places, census_of(*(HIGHEST - n * 10**9 for n in range(30))), bands=None)

    official_run(gather_inputs(places, load_simulation_settings()), places)

    with open_published(places) as connection:
        (metrics,) = read_metrics(connection).values()
    # Thirty salaries, evenly from 0.71 to 1.00 x 10^11. Raises and promotions of 2025 pay at most 5 % and 12 % more;
    # fewer than a quarter of the people are hires, paid next to nothing beside them.
    mean_pay = metrics.years[2025].mean_pay[GrowthMethod.FULL_YEAR_EQUIVALENT]
    assert mean_pay is not None
    assert 0.75 * 0.71e11 < mean_pay < 1.05 * 1.12 * 1e11
