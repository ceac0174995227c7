"""The synthetic census: its shape, its limits, and that a seed means the same people everywhere."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import mean, median

import pyarrow as pa
import pytest
import yaml

from optimization.errors import BadInputError
from optimization.places import SEEDS_DIR, Places
from optimization.simulation.census_dates import completed_years
from optimization.simulation.census_install import install_census
from optimization.simulation.census_read import census_date, read_census
from optimization.simulation.salary_bands import read_bands
from optimization.simulation.synthetic_census import generate_census, split_by_largest_remainder
from optimization.simulation.synthetic_census_config import SYNTHETIC_CENSUS_CONFIG, load_synthetic_census_config

CENSUS_DATE = date(2024, 12, 31)


def generate(employees: int, *, seed: int = 42) -> pa.Table:
    return generate_census(
        employees,
        seed=seed,
        census_date=CENSUS_DATE,
        config=load_synthetic_census_config(SYNTHETIC_CENSUS_CONFIG),
        bands=read_bands(SEEDS_DIR / "job_levels.csv"),
    )


@pytest.mark.parametrize(
    ("employees", "expected"),
    [
        (3000, [1260, 900, 540, 240, 60]),
        (1, [1, 0, 0, 0, 0]),
        # 2.94 2.10 1.26 .56 .14: one more for level 1, one for level 4.
        (7, [3, 2, 1, 1, 0]),
        # 10.5 7.5 4.5 2.0 .5: four equal remainders, two people left: the lower levels.
        (25, [11, 8, 4, 2, 0]),
    ],
)
def test_levels_are_split_by_largest_remainder(employees: int, expected: list[int]) -> None:
    levels = Counter(generate(employees)["job_level"].to_pylist())

    assert [levels[level] for level in range(1, 6)] == expected


def test_shares_are_multiplied_as_decimals() -> None:
    # 0.29 x 100 is 28.999999999999996 in binary floating point.
    assert split_by_largest_remainder(100, shares={1: Decimal("0.29"), 2: Decimal("0.71")}) == {1: 29, 2: 71}


def test_the_people_are_plausible_and_keep_every_rule() -> None:
    bands = {band.job_level: band for band in read_bands(SEEDS_DIR / "job_levels.csv")}
    people = generate(3000).to_pylist()

    assert [row["employee_id"] for row in people] == [f"EMP_{n:06d}" for n in range(1, 3001)]
    for row in people:
        band = bands[row["job_level"]]
        assert band.min_compensation < row["annual_salary"] < band.max_compensation
        assert completed_years(row["birth_date"], row["hire_date"]) >= 18
        assert 20 <= completed_years(row["birth_date"], CENSUS_DATE) <= 69
        assert row["hire_date"] <= CENSUS_DATE
        assert row["performance_rating"] in range(1, 6)
    for level, band in bands.items():
        pay = [float(row["annual_salary"]) for row in people if row["job_level"] == level]
        assert mean(pay) == pytest.approx(float(band.midpoint), rel=0.05)
    assert median(completed_years(row["birth_date"], CENSUS_DATE) for row in people) == pytest.approx(42, abs=3)
    assert median(completed_years(row["hire_date"], CENSUS_DATE) for row in people) == pytest.approx(3.9, abs=1)
    assert Counter(row["gender"] for row in people)["Female"] == pytest.approx(0.47 * 3000, abs=100)
    assert set(Counter(row["department"] for row in people)) == {
        "Operations",
        "Sales",
        "Technology",
        "Finance",
        "Marketing",
        "Human Resources",
    }


def test_a_seed_gives_the_same_file_again_and_another_seed_other_people(tmp_path: Path) -> None:
    homes = [Places(home=tmp_path / name, levers=tmp_path / "levers.csv") for name in ("one", "two", "three")]
    for places, seed in zip(homes, (42, 42, 43), strict=True):
        install_census(places, generate(200, seed=seed), bands=None)

    one, two, three = (places.census.read_bytes() for places in homes)
    assert one == two != three
    assert census_date(read_census(homes[0])) == CENSUS_DATE


def test_the_first_person_of_seed_42_is_the_one_worked_out_by_hand() -> None:
    # The draws, from `printf '42|<stream>|EMP_000001|2024' | md5sum`, and what the shipped parameters make of them:
    # census_age .4648542061: 68 - sqrt(.5351457939 x 48 x 34) = 38.4, age 38, born in 1986
    # birth_day .4951209280: 365 x it = 180.7, 180 days after 1 January
    # census_tenure .7035289445: 16 x its square = 7.9, tenure 7, hired in 2017
    # hire_day_of_census .1458169569: 365 x it = 53.2, 53 days after 1 January
    # census_pay .5205933120, census_pay_second .9389241367: 68000 + .9 x 12000 x .4595174487
    # census_gender .5730 is past .47; census_department .0064 is within .36
    # census_rating .1401 is past .03 and within .15
    assert generate(3000).slice(0, 1).to_pylist() == [
        {
            "employee_id": "EMP_000001",
            "birth_date": date(1986, 6, 30),
            "hire_date": date(2017, 2, 23),
            "annual_salary": Decimal("72962.7900"),
            "job_level": 1,
            "gender": "Male",
            "department": "Operations",
            "performance_rating": 2,
            "termination_date": None,
            "active": True,
        }
    ]


@pytest.mark.parametrize("employees", [0, -1, 5_000_001])
def test_a_census_of_an_impossible_size_is_refused(employees: int) -> None:
    with pytest.raises(BadInputError, match="1 to 5,000,000 employees"):
        generate(employees)


@pytest.mark.parametrize(
    ("parameter", "value", "message"),
    [
        ("level_shares", {1: 0.42, 2: 0.30, 3: 0.18, 4: 0.08, 5: 0.03}, "level_shares sums to 1.01, not to 1"),
        ("oldest_age", {1: 60}, r"oldest_age has the levels \[1\], not 1 to 5"),
        ("youngest_hire_age", 13, "youngest_hire_age.value = 13: .*greater than or equal to 14"),
        ("youngest_hire_age", 25, "`youngest_hire_age < youngest_age <= most_frequent_age <= oldest_age` must hold"),
        ("pay_spread", 1, "Unknown key 'pay_spread'"),
    ],
)
def test_wrong_parameters_are_refused_by_file_and_key(
    parameter: str, value: object, message: str, tmp_path: Path
) -> None:
    config = yaml.safe_load(SYNTHETIC_CENSUS_CONFIG.read_text(encoding="utf-8"))
    config.setdefault(parameter, {})["value"] = value
    path = tmp_path / "synthetic_census.yaml"
    path.write_text(yaml.safe_dump(config), encoding="utf-8")

    with pytest.raises(BadInputError, match=message) as refusal:
        load_synthetic_census_config(path)

    assert str(path) in str(refusal.value)
