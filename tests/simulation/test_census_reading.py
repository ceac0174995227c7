"""Reading the canonical census back: its hash, and what is said when it is not there or not one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from optimization.errors import BadInputError
from optimization.places import Places
from optimization.simulation.census_install import install_census
from optimization.simulation.census_read import census_sha256, read_census
from optimization.simulation.census_schema import CensusOrigin, Person, canonical_table

PERSON = Person("A", date(1980, 1, 1), date(2010, 1, 1), Decimal("50000"), 1, None, None, None, None, None)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(home=tmp_path, levers=tmp_path / "comp_levers.csv")


def table(*people: Person, name: str = "a.csv", day: date = date(2024, 12, 31)) -> pa.Table:
    return canonical_table(people, origin=CensusOrigin(census_date=day, source_name=name, source_sha256="0" * 64))


def hash_of(census: pa.Table, places: Places) -> str:
    install_census(places, census, bands=None)
    return census_sha256(places)


def test_the_hash_is_of_the_people_and_the_day_and_not_of_the_file(places: Places) -> None:
    other = PERSON._replace(employee_id="B")
    expected = hash_of(table(PERSON, other), places)

    assert hash_of(table(other, PERSON, name="b.xlsx"), places) == expected
    assert hash_of(table(PERSON, other, day=date(2025, 12, 31)), places) != expected
    assert hash_of(table(PERSON), places) != expected
    assert hash_of(table(PERSON, other._replace(annual_salary=Decimal("50000.0001"))), places) != expected
    assert hash_of(table(PERSON, other._replace(gender="None")), places) != expected
    # The same value in the next column is another census.
    assert hash_of(table(PERSON._replace(gender="x")), places) != hash_of(
        table(PERSON._replace(department="x")), places
    )


def test_a_missing_census_says_how_to_get_one(places: Places) -> None:
    with pytest.raises(BadInputError) as refusal:
        read_census(places)

    assert str(places.census) in str(refusal.value)
    assert "planwise census generate --employees 3000 --seed 42" in str(refusal.value)
    assert "planwise census import FILE" in str(refusal.value)


def test_a_corrupt_census_is_named(places: Places) -> None:
    install_census(places, table(PERSON), bands=None)
    places.census.write_bytes(places.census.read_bytes()[:-100])

    with pytest.raises(BadInputError, match="not a readable Parquet file"):
        read_census(places)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (table(PERSON).drop_columns(["hire_date"]), "hire_date is missing, not date32"),
        (table(PERSON).append_column("bonus", pa.array([1])), "bonus is not a column of a census"),
        (table(PERSON).set_column(3, "annual_salary", pa.array([1.0])), "annual_salary is double, not decimal128"),
        (table(PERSON).replace_schema_metadata(None), "its metadata has no census date"),
    ],
)
def test_a_parquet_file_that_is_no_census_is_refused_with_the_difference(
    wrong: pa.Table, message: str, places: Places
) -> None:
    pq.write_table(wrong, places.census)

    with pytest.raises(BadInputError, match=message):
        read_census(places)
