"""Mapping files: how a foreign file becomes a census, and how a wrong mapping is refused."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from optimization.errors import BadInputError
from optimization.places import CONFIG_DIR, Places
from optimization.simulation.census_dates import completed_years
from optimization.simulation.census_import import CensusImport, import_census
from optimization.simulation.census_mapping import load_mapping
from optimization.simulation.census_read import read_census
from optimization.simulation.salary_bands import read_bands

CENSUS_DATE = date(2024, 12, 31)
IBM_FILE = Path(__file__).parents[3] / "shared" / "data" / "ibm_hr_employee_attrition.csv"
IBM_MAPPING = CONFIG_DIR / "mappings" / "ibm_hr.yaml"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(home=tmp_path / "home", levers=tmp_path / "comp_levers.csv")


def run(folder: Path, places: Places, *, mapping: str, rows: str, allow_rejects: bool = False) -> CensusImport:
    (folder / "mapping.yaml").write_text("title: A test\n" + mapping, encoding="utf-8")
    (folder / "source.csv").write_text(rows, encoding="utf-8")
    return import_census(
        folder / "source.csv",
        census_date=CENSUS_DATE,
        mapping=load_mapping(folder / "mapping.yaml"),
        allow_rejects=allow_rejects,
        places=places,
    )


def people(places: Places) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = read_census(places).to_pylist()
    return rows


def test_columns_constants_prefixes_formats_and_value_maps_are_applied(tmp_path: Path, places: Places) -> None:
    run(
        tmp_path,
        places,
        mapping=(
            "columns:\n"
            "  employee_id: {column: Number, prefix: 'X-'}\n"
            "  birth_date: {column: Born, date_format: '%d.%m.%Y'}\n"
            "  hire_date: Start\n"
            "  department: {constant: Research}\n"
            "  gender: {column: Sex, values: {F: Female, M: Male}}\n"
        ),
        rows="Number,Born,Start,annual_salary,Sex\n007,01.02.1990,2015-03-01,50000,F\n008,03.04.1991,2015-03-01,50000,\n",
    )

    assert [(row["employee_id"], row["birth_date"], row["department"], row["gender"]) for row in people(places)] == [
        ("X-007", date(1990, 2, 1), "Research", "Female"),
        ("X-008", date(1991, 4, 3), "Research", None),
    ]


@pytest.mark.parametrize(
    ("salary", "given", "expected"),
    [
        ("{column: pay, unit: annual}", "60000", "60000.0000"),
        ("{column: pay, unit: monthly}", "4166.67", "50000.0400"),
        ("{column: pay, unit: hourly, hours_per_year: 2080}", "23.50", "48880.0000"),
        ("{column: pay, unit: hourly, hours_per_year: 1950.5}", "10", "19505.0000"),
        ("{constant: '41000'}", "ignored", "41000.0000"),
    ],
)
def test_pay_is_annualised_once(salary: str, given: str, expected: str, tmp_path: Path, places: Places) -> None:
    run(
        tmp_path,
        places,
        mapping=f"columns:\n  annual_salary: {salary}\n",
        rows=f"employee_id,birth_date,hire_date,pay\nA,1990-01-01,2015-01-01,{given}\n",
    )

    assert people(places)[0]["annual_salary"] == Decimal(expected)


def test_rows_that_filters_take_out_are_counted_by_filter(tmp_path: Path, places: Places) -> None:
    result = run(
        tmp_path,
        places,
        mapping="filters:\n  - {column: kind, keep: [staff, lead]}\n  - {column: site, drop: [X]}\n",
        rows=(
            "employee_id,birth_date,hire_date,annual_salary,kind,site\n"
            "A,1990-01-01,2015-01-01,50000,staff,Y\n"
            "B,1990-01-01,2015-01-01,50000,lead,X\n"
            "C,,,,contractor,X\n"
            "D,,,,,Y\n"
        ),
    )

    assert dict(result.left_out) == {"kind is not staff or lead": 2, "site is X": 1}
    assert result.accepted == 1


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("A,30.5,3,staff", "age_not_completed_years"),
        ("A,,3,staff", "age_not_completed_years"),
        ("A,30,-1,staff", "tenure_not_completed_years"),
        ("A,30,17,staff", "age_and_tenure_conflict"),
        ("A,13,0,staff", "age_and_tenure_conflict"),
        ("A,30,3,visitor", "value_not_mapped"),
    ],
)
def test_a_row_that_a_mapping_cannot_place_is_rejected_by_a_rule_of_its_own(
    row: str, rule: str, tmp_path: Path, places: Places
) -> None:
    result = run(
        tmp_path,
        places,
        mapping=(
            "seed: 42\n"
            "columns:\n"
            "  birth_date: {completed_years_column: age}\n"
            "  hire_date: {completed_years_column: tenure}\n"
            "  annual_salary: {constant: '50000'}\n"
            "  active: {column: kind, values: {staff: 'true'}}\n"
        ),
        rows=f"employee_id,age,tenure,kind\nGOOD,30.0,16,staff\n{row}\n",
        allow_rejects=True,
    )

    assert [each.rule.value for each in result.rejects] == [rule]
    assert result.accepted == 1


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ("colums: {}", "Unknown key 'colums'. Did you mean 'columns'"),
        ("columns: {salary: pay}", "columns.salary: there is no such key"),
        ("columns: {gender: {column: g, vales: {}}}", "columns.gender.vales: there is no such key"),
        ("columns: {gender: {column: g, constant: x}}", "columns.gender = .*: give either 'column' or 'constant'"),
        ("columns: {active: {column: a, values: {Yes: 'false'}}}", "= True: .* Write it in quotation marks"),
        ("columns: {annual_salary: {column: p, unit: weekly}}", "columns.annual_salary.unit 'weekly'.*hourly"),
        ("columns: {annual_salary: {column: p, unit: hourly}}", "'hours_per_year' goes with the unit 'hourly'"),
        ("columns: {birth_date: {completed_years_column: age}}", "state its 'seed'"),
        ("filters: [{column: a}]", "filters.0 = .*: give either 'keep' or 'drop'"),
        ("columns: [", "not readable as YAML"),
    ],
)
def test_a_wrong_mapping_is_refused_by_file_and_key(mapping: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(f"title: A test\n{mapping}\n", encoding="utf-8")

    with pytest.raises(BadInputError, match=message) as refusal:
        load_mapping(path)

    assert str(path) in str(refusal.value)


def test_a_column_that_only_the_mapping_wants_is_named_with_the_nearest(tmp_path: Path, places: Places) -> None:
    with pytest.raises(BadInputError, match=r"the mapping, for gender, wants the column 'Gendre'.*nearest.*'Gender'"):
        run(
            tmp_path,
            places,
            mapping="columns: {gender: Gendre}\n",
            rows="employee_id,birth_date,hire_date,annual_salary,Gender\nA,1990-01-01,2015-01-01,1,F\n",
        )


def import_ibm(source: Path, places: Places) -> CensusImport:
    return import_census(
        source,
        census_date=CENSUS_DATE,
        mapping=load_mapping(IBM_MAPPING),
        allow_rejects=False,
        places=places,
        derive_bands=True,
    )


@pytest.mark.skipif(not IBM_FILE.exists(), reason="the shared data is not there")
def test_the_ibm_file_gives_everyone_who_has_not_left_with_twelve_months_of_income(places: Places) -> None:
    with IBM_FILE.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    staying = {row["EmployeeNumber"]: row for row in rows if row["Attrition"] in ("0", "No")}

    result = import_ibm(IBM_FILE, places)

    imported = people(places)
    assert result.accepted == len(imported) == len(staying) < len(rows)
    assert dict(result.left_out) == {"active is false": len(rows) - len(staying)}
    assert sum(row["annual_salary"] for row in imported) == 12 * sum(
        int(row["MonthlyIncome"]) for row in staying.values()
    )
    assert Counter(str(row["job_level"]) for row in imported) == Counter(row["JobLevel"] for row in staying.values())
    for row in imported:
        source = staying[row["employee_id"]]
        assert completed_years(row["birth_date"], CENSUS_DATE) == int(source["Age"])
        assert completed_years(row["hire_date"], CENSUS_DATE) == int(source["YearsAtCompany"])
        assert (row["gender"], row["department"]) == (source["Gender"], source["Department"])
    assert [band.job_level for band in read_bands(places.job_levels)] == [1, 2, 3, 4, 5]


@pytest.mark.skipif(not IBM_FILE.exists(), reason="the shared data is not there")
def test_the_ibm_file_with_the_published_yes_and_no_gives_the_same_people(tmp_path: Path, places: Places) -> None:
    with IBM_FILE.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        columns, rows = list(reader.fieldnames or ()), list(reader)
    copy = tmp_path / "published.csv"
    with copy.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=columns)
        writer.writeheader()
        spelling = {"0": "No", "1": "Yes", "No": "No", "Yes": "Yes"}
        writer.writerows({**row, "Attrition": spelling[row["Attrition"]]} for row in rows)

    import_ibm(IBM_FILE, places)
    from_numbers = people(places)
    import_ibm(copy, places)

    assert people(places) == from_numbers
