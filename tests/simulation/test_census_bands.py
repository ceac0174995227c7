"""Salary bands derived from a census, and what happens to those of an older one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from optimization.errors import BadInputError
from optimization.places import SEEDS_DIR, Places
from optimization.simulation.census_import import CensusImport, import_census
from optimization.simulation.census_schema import CensusOrigin, Person, canonical_table
from optimization.simulation.salary_bands import derive_bands, read_bands, write_bands

ORIGIN = CensusOrigin(census_date=date(2024, 12, 31), source_name="test.csv", source_sha256="0" * 64)
# Level 1 has eleven people, so that the percentiles are people; the others are interpolated.
PAY: dict[int | None, Sequence[str]] = {
    1: [str(1000 * n) for n in (11, 1, 10, 2, 9, 3, 8, 4, 7, 5, 6)],
    2: ["20000", "30000"],
    3: ["40000", "40000.01", "50000"],
    4: ["60000"],
    5: ["70000", "80000", "90000", "100000"],
}


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(home=tmp_path / "home", levers=tmp_path / "comp_levers.csv")


def people(pay: dict[int | None, Sequence[str]]) -> list[Person]:
    return [
        Person(f"{level}-{n}", date(1980, 1, 1), date(2010, 1, 1), Decimal(each), level, None, None, None, None, None)
        for level, values in pay.items()
        for n, each in enumerate(values)
    ]


def test_bands_are_the_percentiles_worked_out_by_hand(places: Places) -> None:
    write_bands(places, derive_bands(canonical_table(people(PAY), origin=ORIGIN)))

    # 1: ranks 1 and 9 of 0..10. 2: a tenth of the way. 3: ranks .2 and 1.8: 40000.002 and 40000.01 + .8 x 9999.99
    # = 48000.002. 4: one person. 5: ranks .3 and 2.7.
    assert places.job_levels.read_bytes() == (
        b"job_level,level_name,min_compensation,max_compensation\n"
        b"1,Staff,2000.00,10000.00\n"
        b"2,Manager,21000.00,29000.00\n"
        b"3,SrMgr,40000.00,48000.00\n"
        b"4,Director,60000.00,60000.00\n"
        b"5,VP,73000.00,97000.00\n"
    )


def test_a_half_cent_is_rounded_up() -> None:
    pay = {**PAY, 4: ["60000.00", "60000.05"]}

    band = derive_bands(canonical_table(people(pay), origin=ORIGIN))[3]

    assert (band.min_compensation, band.max_compensation) == (Decimal("60000.01"), Decimal("60000.05"))
    assert band.midpoint == Decimal("60000.03")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({3: []}, "nobody is at level 3"),
        ({None: ["50000"]}, "1 of 22 people have no job_level"),
        ({2: ["500", "600"]}, r"pay falls from level 1 \(2,000.00 to 10,000.00\) to level 2"),
        ({4: ["45000"]}, "pay falls from level 3"),
    ],
)
def test_bands_that_cannot_be_derived_are_refused_with_the_reason(
    changed: dict[int | None, Sequence[str]], message: str
) -> None:
    with pytest.raises(BadInputError, match=message):
        derive_bands(canonical_table(people({**PAY, **changed}), origin=ORIGIN))


def run(folder: Path, places: Places, *, pay: dict[int | None, Sequence[str]], derive: bool) -> CensusImport:
    lines = ["employee_id,birth_date,hire_date,annual_salary,job_level"]
    lines += [f"{p.employee_id},{p.birth_date},{p.hire_date},{p.annual_salary},{p.job_level}" for p in people(pay)]
    (folder / "source.csv").write_text("\n".join(lines), encoding="utf-8")
    return import_census(
        folder / "source.csv",
        census_date=date(2024, 12, 31),
        mapping=None,
        allow_rejects=False,
        places=places,
        derive_bands=derive,
    )


def test_bands_of_an_older_census_are_moved_aside_by_an_import_that_derives_none(
    tmp_path: Path, places: Places
) -> None:
    derived = run(tmp_path, places, pay=PAY, derive=True)
    bands = places.job_levels.read_bytes()

    plain = run(tmp_path, places, pay=PAY, derive=False)
    again = run(tmp_path, places, pay=PAY, derive=False)

    assert (derived.bands_path, derived.bands_set_aside) == (places.job_levels, None)
    assert plain.bands_path is None
    assert plain.bands_set_aside == places.home / "job_levels.csv.bak"
    assert plain.bands_set_aside.read_bytes() == bands
    assert not places.job_levels.exists()
    assert again.bands_set_aside is None


def test_an_import_whose_bands_cannot_be_derived_leaves_census_and_bands_as_they_were(
    tmp_path: Path, places: Places
) -> None:
    run(tmp_path, places, pay=PAY, derive=True)
    before = {file.name: file.read_bytes() for file in places.home.iterdir()}

    with pytest.raises(BadInputError, match="nobody is at level 5"):
        run(tmp_path, places, pay={**PAY, 5: []}, derive=True)

    assert {file.name: file.read_bytes() for file in places.home.iterdir()} == before


def test_the_default_bands_are_read_in_the_order_of_their_levels() -> None:
    assert [(band.level_name, band.midpoint) for band in read_bands(SEEDS_DIR / "job_levels.csv")] == [
        ("Staff", 68000),
        ("Manager", 100500),
        ("SrMgr", 140500),
        ("Director", 230500),
        ("VP", 387500),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("job_level,level_name\n1,Staff\n", "not a band table"),
        ("job_level,level_name,min_compensation,max_compensation\n1,Staff,a,b\n", "not a band table"),
        ("job_level,level_name,min_compensation,max_compensation\n1,Staff,1,2\n", "one row for each of the levels"),
    ],
)
def test_a_table_that_is_not_of_bands_is_refused(content: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "bands.csv").write_text(content, encoding="utf-8")

    with pytest.raises(BadInputError, match=message):
        read_bands(tmp_path / "bands.csv")
