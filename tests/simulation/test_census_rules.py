"""Every rule of the census, by a row that breaks it and nothing else."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from optimization.errors import BadInputError
from optimization.places import Places
from optimization.simulation.census_import import CensusImport, import_census
from optimization.simulation.census_rules import SENTENCES, Rule

CENSUS_DATE = date(2024, 12, 31)
GOOD = {
    "employee_id": "E1",
    "birth_date": "1990-06-15",
    "hire_date": "2015-03-01",
    "annual_salary": "60000",
    "job_level": "1",
    "gender": "Female",
    "department": "Sales",
    "performance_rating": "3",
    "termination_date": "",
    "active": "true",
}


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(home=tmp_path / "home", levers=tmp_path / "comp_levers.csv")


def write_rows(path: Path, *differences: dict[str, str]) -> Path:
    """A census of good rows, each with the differences given; ids E1, E2, ... unless given."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(GOOD))
        writer.writeheader()
        writer.writerows({**GOOD, "employee_id": f"E{n}", **each} for n, each in enumerate(differences, start=1))
    return path


def run(source: Path, places: Places, *, allow_rejects: bool = True) -> CensusImport:
    return import_census(source, census_date=CENSUS_DATE, mapping=None, allow_rejects=allow_rejects, places=places)


BAD_ROWS = [
    ({"employee_id": ""}, "employee_id_missing"),
    ({"employee_id": "   "}, "employee_id_missing"),
    ({"employee_id": "NH_2025_000001"}, "employee_id_reserved"),
    ({"employee_id": "NH_2031_1234567"}, "employee_id_reserved"),
    ({"birth_date": ""}, "birth_date_missing"),
    ({"birth_date": "15/06/1990"}, "birth_date_unparsable"),
    ({"birth_date": "1990-02-30"}, "birth_date_unparsable"),
    ({"birth_date": "19900615"}, "birth_date_unparsable"),
    ({"birth_date": "1901-12-31"}, "birth_date_implausible"),
    ({"hire_date": ""}, "hire_date_missing"),
    ({"hire_date": "soon"}, "hire_date_unparsable"),
    ({"hire_date": "2015-03-01 13:45:00"}, "hire_date_unparsable"),
    ({"hire_date": "2025-01-01"}, "hire_date_after_census_date"),
    ({"birth_date": "2001-03-02"}, "age_at_hire_below_minimum"),
    # 14 years after 29 February 2000 is 1 March 2014: on 28 February 2014 the birthday is not reached.
    ({"birth_date": "2000-02-29", "hire_date": "2014-02-28"}, "age_at_hire_below_minimum"),
    ({"birth_date": "2016-01-01"}, "age_at_hire_below_minimum"),
    ({"annual_salary": ""}, "annual_salary_missing"),
    ({"annual_salary": "sixty"}, "annual_salary_not_a_number"),
    ({"annual_salary": "NaN"}, "annual_salary_not_a_number"),
    ({"annual_salary": "inf"}, "annual_salary_not_a_number"),
    ({"annual_salary": "60,000"}, "annual_salary_not_a_number"),
    ({"annual_salary": "60_000"}, "annual_salary_not_a_number"),
    ({"annual_salary": "$60000"}, "annual_salary_not_a_number"),
    ({"annual_salary": "٦٠٠٠٠"}, "annual_salary_not_a_number"),
    ({"annual_salary": "0"}, "annual_salary_not_positive"),
    ({"annual_salary": "-60000"}, "annual_salary_not_positive"),
    ({"annual_salary": "0.00004"}, "annual_salary_not_positive"),
    ({"annual_salary": "100000000000.0001"}, "annual_salary_too_large"),
    ({"annual_salary": "1e300"}, "annual_salary_too_large"),
    ({"job_level": "0"}, "job_level_not_1_to_5"),
    ({"job_level": "6"}, "job_level_not_1_to_5"),
    ({"job_level": "1.5"}, "job_level_not_1_to_5"),
    ({"job_level": "Manager"}, "job_level_not_1_to_5"),
    ({"performance_rating": "9"}, "performance_rating_not_1_to_5"),
    ({"termination_date": "never"}, "termination_date_unparsable"),
    ({"termination_date": "2015-02-28"}, "termination_date_before_hire_date"),
    ({"active": "perhaps"}, "active_unparsable"),
]


@pytest.mark.parametrize(("difference", "rule"), BAD_ROWS, ids=lambda value: str(value))
def test_a_bad_row_is_rejected_by_its_rule_alone(
    difference: dict[str, str], rule: str, tmp_path: Path, places: Places
) -> None:
    result = run(write_rows(tmp_path / "census.csv", {}, difference), places)

    assert [(each.rule.value, each.count) for each in result.rejects] == [(rule, 1)]
    assert result.rejects[0].offenders[0].line == 3
    assert (result.accepted, result.rejected_rows) == (1, 1)


def test_every_rule_has_a_sentence_of_its_own() -> None:
    assert set(SENTENCES) == set(Rule)
    assert len(set(SENTENCES.values())) == len(Rule)


GOOD_ROWS = [
    {"birth_date": "2000-02-29", "hire_date": "2014-03-01"},
    {"birth_date": "2001-03-01"},
    {"birth_date": "1902-01-01"},
    {"hire_date": "2024-12-31"},
    {"hire_date": "2015-03-01T00:00:00", "birth_date": "1990-06-15 00:00:00.000"},
    {"annual_salary": "100000000000"},
    {"annual_salary": "0.00005"},
    {"job_level": "", "gender": "", "department": "", "performance_rating": "", "active": ""},
    {"job_level": "5.0", "active": "Y"},
    {"termination_date": "2025-01-01"},
    {"employee_id": "NH_2025"},
    {"employee_id": "nh_2025_000001"},
]


@pytest.mark.parametrize("difference", GOOD_ROWS, ids=lambda value: str(value))
def test_a_row_at_the_edge_of_a_rule_is_accepted(difference: dict[str, str], tmp_path: Path, places: Places) -> None:
    result = run(write_rows(tmp_path / "census.csv", difference), places, allow_rejects=False)

    assert (result.accepted, result.rejected_rows) == (1, 0)


@pytest.mark.parametrize(
    ("difference", "reason"),
    [
        ({"termination_date": "2024-12-31"}, "termination_date is not after the census date"),
        ({"termination_date": "2015-03-01"}, "termination_date is not after the census date"),
        ({"active": "false"}, "active is false"),
        ({"active": "No", "annual_salary": "", "birth_date": "unknown"}, "active is false"),
    ],
)
def test_people_already_gone_are_left_out_and_counted_and_not_rejected(
    difference: dict[str, str], reason: str, tmp_path: Path, places: Places
) -> None:
    result = run(write_rows(tmp_path / "census.csv", {}, difference, difference), places, allow_rejects=False)

    assert dict(result.left_out) == {reason: 2}
    assert (result.rows_read, result.accepted, result.rejected_rows) == (3, 1, 0)


def test_all_rows_that_share_an_id_are_rejected_so_that_their_order_decides_nothing(
    tmp_path: Path, places: Places
) -> None:
    source = write_rows(tmp_path / "census.csv", {"employee_id": "A"}, {}, {"employee_id": "A", "annual_salary": "-1"})

    result = run(source, places)

    assert {each.rule.value: each.count for each in result.rejects} == {
        "employee_id_duplicate": 2,
        "annual_salary_not_positive": 1,
    }
    assert (result.accepted, result.rejected_rows) == (1, 2)
    assert pq.read_table(places.census)["employee_id"].to_pylist() == ["E2"]


def test_somebody_hired_again_may_share_an_id_with_the_employment_that_ended(tmp_path: Path, places: Places) -> None:
    gone = {"employee_id": "A", "termination_date": "2018-01-31"}
    back = {"employee_id": "A", "hire_date": "2020-01-01"}

    result = run(write_rows(tmp_path / "census.csv", gone, back), places, allow_rejects=False)

    assert (result.accepted, sum(result.left_out.values())) == (1, 1)


def test_the_refusal_shows_counts_and_the_first_ten_offenders_and_changes_nothing_but_the_rejects(
    tmp_path: Path, places: Places
) -> None:
    run(write_rows(tmp_path / "good.csv", {}), places)
    before = places.census.read_bytes()
    bad = [{"annual_salary": "0"}] * 12 + [{"annual_salary": "x", "job_level": "7"}]

    with pytest.raises(BadInputError) as refusal:
        run(write_rows(tmp_path / "bad.csv", {}, *bad), places, allow_rejects=False)

    message = str(refusal.value)
    assert "13 of 14 rows break a rule" in message
    assert "line 3: employee_id 'E2', value '0'" in message
    assert "line 12: employee_id 'E11', value '0'" in message
    assert "line 13:" not in message
    assert "line 15: employee_id 'E14', value '7'" in message
    assert str(places.rejected_census_rows) in message
    assert places.census.read_bytes() == before
    assert sorted(file.name for file in places.home.iterdir()) == ["census.parquet", "census_rejected.csv"]


def test_rejected_rows_keep_all_their_columns_with_line_and_rules_before_them(tmp_path: Path, places: Places) -> None:
    source = tmp_path / "census.csv"
    source.write_text(
        "note,employee_id,birth_date,hire_date,annual_salary\n"
        "kept,A,1990-01-01,2015-01-01,50000\n"
        '"two\nlines, one comma",B,1990-01-01,2015-01-01,zero\n'
        "short,C\n"
        "after,D,,2015-01-01,-1\n",
        encoding="utf-8",
    )

    result = run(source, places)

    assert result.rejects_path == places.rejected_census_rows
    with places.rejected_census_rows.open(newline="", encoding="utf-8") as file:
        assert list(csv.reader(file)) == [
            ["line", "rule", "note", "employee_id", "birth_date", "hire_date", "annual_salary"],
            ["3", "annual_salary_not_a_number", "two\nlines, one comma", "B", "1990-01-01", "2015-01-01", "zero"],
            ["5", "wrong_number_of_fields", "short", "C"],
            ["6", "birth_date_missing; annual_salary_not_positive", "after", "D", "", "2015-01-01", "-1"],
        ]


def test_an_import_without_rejects_removes_the_rejects_of_the_one_before(tmp_path: Path, places: Places) -> None:
    run(write_rows(tmp_path / "bad.csv", {}, {"job_level": "8"}), places)
    assert places.rejected_census_rows.exists()

    result = run(write_rows(tmp_path / "good.csv", {}), places)

    assert result.rejects_path is None
    assert not places.rejected_census_rows.exists()


@pytest.mark.parametrize("difference", [{"active": "false"}, {"annual_salary": "0"}])
def test_an_import_that_leaves_nobody_is_refused_even_with_rejects_allowed(
    difference: dict[str, str], tmp_path: Path, places: Places
) -> None:
    with pytest.raises(BadInputError, match="nobody is left to import"):
        run(write_rows(tmp_path / "census.csv", difference), places)

    assert not places.census.exists()
