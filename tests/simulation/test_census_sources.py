"""Census files of every format and shape: what is read from them, and what is refused."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from optimization.errors import BadInputError
from optimization.places import Places
from optimization.simulation.census_import import CensusImport, import_census
from optimization.simulation.census_mapping import CensusMapping
from optimization.simulation.census_read import census_sha256, read_census

HEADER = ["employee_id", "birth_date", "hire_date", "annual_salary"]
# As bytes: the zeros before digits, spaces, capitals before small letters, accents last.
ODD_IDS = [" 7", "0007", "7", "A b ", "a|b", "É\u0301", "ÉMP 1"]
WORKED_CASE = Path(__file__).parents[3] / "shared" / "data" / "worked_case" / "census.csv"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(home=tmp_path / "home", levers=tmp_path / "comp_levers.csv")


def run(source: Path, places: Places, mapping: CensusMapping | None = None) -> CensusImport:
    return import_census(source, census_date=dt.date(2024, 12, 31), mapping=mapping, allow_rejects=False, places=places)


def csv_text(*, delimiter: str = ",", end: str = "\n") -> str:
    rows = [HEADER, *([employee_id, "1990-06-15", "2015-03-01", "60000.5"] for employee_id in ODD_IDS[::-1])]
    return "".join(delimiter.join(f'"{field}"' if "|" in field else field for field in row) + end for row in rows)


@pytest.mark.parametrize(
    "content",
    [
        csv_text().encode(),
        csv_text().encode("utf-8-sig"),
        csv_text(end="\r\n").encode(),
        csv_text(end="\r").encode(),
        csv_text(delimiter=";").encode(),
        csv_text(delimiter="\t").encode(),
        csv_text(delimiter="|").encode(),
        csv_text().replace("\n", "\n\n").encode(),
    ],
    ids=["plain", "byte order mark", "CRLF", "CR", "semicolon", "tab", "pipe", "empty lines"],
)
def test_a_csv_file_keeps_its_ids_byte_for_byte_and_is_ordered_by_their_bytes(
    content: bytes, tmp_path: Path, places: Places
) -> None:
    source = tmp_path / "census.CSV"
    source.write_bytes(content)

    run(source, places)

    ids = read_census(places)["employee_id"].to_pylist()
    assert ids == sorted(ODD_IDS, key=str.encode)
    assert set(ids) == set(ODD_IDS)


def test_the_canonical_file_has_the_promised_types_and_values_and_metadata(tmp_path: Path, places: Places) -> None:
    source = tmp_path / "people.csv"
    source.write_text(
        "employee_id,birth_date,hire_date,annual_salary,job_level,gender,department,performance_rating,"
        "termination_date,active,ignored\n"
        "A,1988-02-29,2020-02-29,100000.12345,2, Female ,R&D,4,2025-06-30,yes,x\n",
        encoding="utf-8",
    )

    run(source, places)

    census = pq.read_table(places.census)
    assert census.to_pylist() == [
        {
            "employee_id": "A",
            "birth_date": dt.date(1988, 2, 29),
            "hire_date": dt.date(2020, 2, 29),
            "annual_salary": Decimal("100000.1235"),
            "job_level": 2,
            "gender": "Female",
            "department": "R&D",
            "performance_rating": 4,
            "termination_date": dt.date(2025, 6, 30),
            "active": True,
        }
    ]
    assert str(census.schema.field("annual_salary").type) == "decimal128(18, 4)"
    assert census.schema.metadata == {
        b"planwise.census_date": b"2024-12-31",
        b"planwise.source_name": b"people.csv",
        b"planwise.source_sha256": hashlib.sha256(source.read_bytes()).hexdigest().encode(),
        b"planwise.importer_version": b"1",
    }


def test_the_same_source_gives_the_same_bytes_whatever_home_it_goes_to(tmp_path: Path) -> None:
    source = tmp_path / "census.csv"
    source.write_text(csv_text(), encoding="utf-8")
    homes = [Places(home=tmp_path / name, levers=tmp_path / "levers.csv") for name in ("one", "two")]

    for each in homes:
        run(source, each)

    assert homes[0].census.read_bytes() == homes[1].census.read_bytes()


def excel(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    return path


EXCEL_ROWS: list[list[Any]] = [
    [*HEADER, "active", None],
    ["0007", dt.datetime(1990, 6, 15), dt.date(2015, 3, 1), 60000.5, True, None],
    [None] * 6,
    [7, "1990-06-15", dt.datetime(2015, 3, 1), 50000.0, False, None],
    [8, "1990-06-15", dt.datetime(2015, 3, 1), 67767.67, None, None],
]


def test_an_excel_workbook_is_read_with_its_typed_cells(tmp_path: Path, places: Places) -> None:
    result = run(excel(tmp_path / "census.xlsx", {"People": EXCEL_ROWS, "Empty": []}), places)

    assert dict(result.left_out) == {"active is false": 1}
    assert [
        (row["employee_id"], row["birth_date"], row["hire_date"], row["annual_salary"])
        for row in read_census(places).to_pylist()
    ] == [
        ("0007", dt.date(1990, 6, 15), dt.date(2015, 3, 1), Decimal("60000.5000")),
        ("8", dt.date(1990, 6, 15), dt.date(2015, 3, 1), Decimal("67767.6700")),
    ]


def test_a_workbook_of_several_filled_sheets_wants_one_named_in_the_mapping(tmp_path: Path, places: Places) -> None:
    source = excel(tmp_path / "census.xlsx", {"Notes": [["read me"]], "People": EXCEL_ROWS})

    with pytest.raises(BadInputError, match="several sheets hold something: Notes, People"):
        run(source, places)
    with pytest.raises(BadInputError, match="Did you mean 'People'"):
        run(source, places, CensusMapping(title="t", sheet="Peopel"))

    assert run(source, places, CensusMapping(title="t", sheet="People")).accepted == 2


def test_a_parquet_file_of_typed_columns_gives_the_same_people_as_its_csv(tmp_path: Path, places: Places) -> None:
    ids = pa.array(ODD_IDS)
    count = len(ODD_IDS)
    table = pa.table(
        {
            "employee_id": ids.dictionary_encode(),
            "birth_date": pa.array([dt.datetime(1990, 6, 15)] * count, pa.timestamp("ns")),
            "hire_date": pa.array([dt.date(2015, 3, 1)] * count),
            "annual_salary": pa.array([60000.5] * count),
            "job_level": pa.array([1.0, *([None] * (count - 1))]),
        }
    )
    pq.write_table(table, tmp_path / "census.parquet")
    text = csv_text().replace("annual_salary", "annual_salary,job_level").replace("60000.5", "60000.5,")
    text = text.replace(f"{ODD_IDS[0]},1990-06-15,2015-03-01,60000.5,", f"{ODD_IDS[0]},1990-06-15,2015-03-01,60000.5,1")
    (tmp_path / "census.csv").write_text(text, encoding="utf-8")

    run(tmp_path / "census.parquet", places)
    from_parquet, hash_of_parquet = read_census(places).to_pylist(), census_sha256(places)
    run(tmp_path / "census.csv", places)

    assert read_census(places).to_pylist() == from_parquet
    assert census_sha256(places) == hash_of_parquet
    assert from_parquet[0]["employee_id"] == " 7"
    assert from_parquet[0]["job_level"] == 1


@pytest.mark.skipif(not WORKED_CASE.exists(), reason="the shared data is not there")
def test_the_worked_case_is_imported_without_a_reject(places: Places) -> None:
    result = run(WORKED_CASE, places)

    assert (result.rows_read, result.accepted, result.rejected_rows) == (198, 198, 0)
    ids = set(read_census(places)["employee_id"].to_pylist())
    assert {"ÉMP 1", "a|b", "0007", "7", "x" * 64} <= ids


UNREADABLE = [
    ("census.txt", b"anything", r"suffix '.txt'.*Valid: .csv, .parquet, .xlsx, .xlsm"),
    ("census.xls", b"anything", r"suffix '.xls'"),
    ("census.csv", b"", "the file is empty"),
    ("census.csv", b"\n \n".replace(b" ", b""), "no header and no rows"),
    ("census.csv", "employee_id\nM\u00fcller\n".encode("latin-1"), r"line 2: not UTF-8 text \(byte 0xfc\)"),
    ("census.csv", "employee_id\n1\n".encode("utf-16"), "UTF-16"),
    ("census.csv", b'employee_id\n"open\n', "line 2: not a readable CSV row"),
    ("census.csv", b"employee_id,a,b,a,b\n", "stand more than once: a, b"),
    ("census.csv", b"Employee ID,birth_date,hire_date,annual_salary\n", "The nearest column is 'Employee ID'"),
    (
        "census.csv",
        b"employee_id,birth_date,hire_date,salary\n",
        "'annual_salary' is required.*nearest column is 'salary'",
    ),
    ("census.csv", b"employee_id,birth_date,hire_date,annual_salary\n", "nobody is left to import"),
    ("census.parquet", b"PAR1 but not really", "not a readable Parquet file"),
    ("census.xlsx", b"not a workbook", "not a readable Excel workbook"),
]


@pytest.mark.parametrize(("name", "content", "message"), UNREADABLE)
def test_a_file_that_is_no_census_is_refused_with_its_fault_and_nothing_is_written(
    name: str, content: bytes, message: str, tmp_path: Path, places: Places
) -> None:
    source = tmp_path / name
    source.write_bytes(content)

    with pytest.raises(BadInputError, match=message):
        run(source, places)

    assert not places.home.exists()


@pytest.mark.parametrize(("name", "message"), [("gone.csv", "no such file"), ("folder.csv", "not a file")])
def test_a_path_without_a_file_is_refused(name: str, message: str, tmp_path: Path, places: Places) -> None:
    (tmp_path / "folder.csv").mkdir()

    with pytest.raises(BadInputError, match=message):
        run(tmp_path / name, places)


def test_a_parquet_column_without_text_is_named(tmp_path: Path, places: Places) -> None:
    pq.write_table(pa.table({"employee_id": [["a", "b"]]}), tmp_path / "census.parquet")

    with pytest.raises(BadInputError, match="column 'employee_id' is of type list"):
        run(tmp_path / "census.parquet", places)


def test_rows_of_nothing_but_blanks_are_counted_as_left_out(tmp_path: Path, places: Places) -> None:
    source = tmp_path / "census.csv"
    source.write_text(f"{','.join(HEADER)}\nA,1990-06-15,2015-03-01,60000\n,,,\n , ,,\n", encoding="utf-8")

    result = run(source, places)

    assert dict(result.left_out) == {"blank row": 2}
    assert result.accepted == 1
