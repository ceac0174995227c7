"""The lever file: what is read from a good one, and what a bad one is told, by line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from optimization.errors import BadInputError
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell
from optimization.parameters.lever_file import LEVER_COLUMNS, LeverRow, read_lever_file
from optimization.places import SEEDS_DIR

HEADER = ",".join(LEVER_COLUMNS)
GOOD = "default,2025,1,RAISE,merit_base,0.032,0,2025-01-01,planwise"


def written(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "comp_levers.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def lines(*rows: str) -> str:
    return "\n".join([HEADER, *rows]) + "\n"


def with_field(column: str, text: str) -> str:
    fields = dict(zip(LEVER_COLUMNS, GOOD.split(","), strict=True))
    return lines(GOOD.replace(",1,", ",2,"), ",".join({**fields, column: text}.values()))


def test_a_row_is_read_exactly(tmp_path: Path, catalogue: LeverCatalogue) -> None:
    locked = "lean,2026,5,HIRE,new_hire_salary_adjustment,1.0500,1,,"
    assert read_lever_file(written(tmp_path, lines(GOOD, locked)), catalogue) == (
        LeverRow(
            line=2,
            scenario_id="default",
            cell=LeverCell(2025, 1, "merit_base"),
            event_type="RAISE",
            value=Decimal("0.032"),
            is_locked=False,
            created_at="2025-01-01",
            created_by="planwise",
        ),
        LeverRow(
            line=3,
            scenario_id="lean",
            cell=LeverCell(2026, 5, "new_hire_salary_adjustment"),
            event_type="HIRE",
            value=Decimal("1.0500"),
            is_locked=True,
            created_at="",
            created_by="",
        ),
    )


def test_a_value_keeps_the_digits_it_was_written_with(tmp_path: Path, catalogue: LeverCatalogue) -> None:
    (row,) = read_lever_file(written(tmp_path, lines(GOOD.replace("0.032", "0.0320"))), catalogue)
    assert str(row.value) == "0.0320"


SAME_CONTENT = {
    "byte order mark": b"\xef\xbb\xbf" + lines(GOOD).encode(),
    "CRLF": lines(GOOD).replace("\n", "\r\n").encode(),
    "no last line end": lines(GOOD).rstrip().encode(),
    "trailing blank lines": (lines(GOOD) + "\n  \n,,,,,,,,\n").encode(),
    "quoted fields": lines(GOOD.replace("default", '"default"').replace("0.032", '"0.032"')).encode(),
    "trailing spaces": lines(GOOD.replace(",", " , ")).replace(HEADER, HEADER + " ").encode(),
    "reordered columns": (
        ",".join(reversed(LEVER_COLUMNS)) + "\n" + ",".join(reversed(GOOD.split(","))) + "\n"
    ).encode(),
}


@pytest.mark.parametrize("content", SAME_CONTENT.values(), ids=SAME_CONTENT)
def test_how_a_spreadsheet_saves_the_file_makes_no_difference(
    tmp_path: Path, catalogue: LeverCatalogue, content: bytes
) -> None:
    plain = read_lever_file(written(tmp_path, lines(GOOD)), catalogue)
    assert read_lever_file(written(tmp_path, content), catalogue) == plain


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path, catalogue: LeverCatalogue) -> None:
    two_line_note = GOOD.replace("planwise", '"plan\nwise"')
    content = lines("", two_line_note, "", GOOD.replace(",1,", ",2,"))
    assert [row.line for row in read_lever_file(written(tmp_path, content), catalogue)] == [3, 6]


@pytest.mark.parametrize(
    ("parameter", "event", "value"),
    [
        ("cola_rate", "RAISE", "0"),
        ("merit_base", "RAISE", "0.0"),
        ("merit_base", "RAISE", "1"),
        ("merit_base", "RAISE", "2.5e-2"),
        ("promotion_probability", "PROMOTION", ".5"),
        ("new_hire_salary_adjustment", "HIRE", "0.1"),
        ("new_hire_salary_adjustment", "HIRE", "10"),
    ],
)
def test_a_file_may_hold_what_no_search_would_choose(
    tmp_path: Path, catalogue: LeverCatalogue, parameter: str, event: str, value: str
) -> None:
    path = written(tmp_path, lines(f"default,2025,1,{event},{parameter},{value},0,,"))
    (row,) = read_lever_file(path, catalogue)
    assert row.value == Decimal(value)


BAD_FILES = {
    "empty": ("", ["is empty", "scenario_id, fiscal_year"]),
    "header only": (HEADER + "\n", ["no lever rows", "add a row"]),
    "separator line": ("sep=,\n" + lines(GOOD), ["1 problem", "line 1", "remove the line"]),
    "separator line of semicolons": ("sep=;\n" + lines(GOOD), ["1 problem", "line 1", "remove the line"]),
    "space behind quotation marks": (lines(GOOD.replace("0.032", '"0.032" ')), ["line 2", "space"]),
    "exponent that no memory holds": (with_field("parameter_value", "1e-999999999"), ["line 3", "must be a number"]),
    "semicolons": (lines(GOOD).replace(",", ";"), ["line 1", "semicolons", "commas"]),
    "missing column": (
        lines(GOOD).replace(",created_by", "").replace(",planwise", ""),
        ["line 1", "'created_by' is missing", "add it"],
    ),
    "unknown column": (
        lines(GOOD).replace("job_level", "joblevel"),
        ["line 1", "Unknown column 'joblevel'", "Did you mean 'job_level'", "'job_level' is missing"],
    ),
    "column twice": (
        lines(GOOD + ",x").replace(HEADER, HEADER + ",created_by"),
        ["line 1", "'created_by' stands 2 times", "keep one"],
    ),
    "column without a name": (lines(GOOD + ",").replace(HEADER, HEADER + ","), ["line 1", "has no name"]),
    "too few fields": (lines("default,2025,1"), ["line 2", "has 3 fields where the header has 9"]),
    "too many fields": (lines(GOOD, GOOD + ",x"), ["line 3", "has 10 fields where the header has 9"]),
    "open quotation mark": (lines(GOOD, GOOD.replace("default", '"default')), ["line 3", "quotation mark"]),
    "blank scenario": (with_field("scenario_id", ""), ["line 3", "scenario_id is blank"]),
    "text for a year": (with_field("fiscal_year", "next"), ["line 3", "fiscal_year is 'next'", "1900 to 2999"]),
    "year too early": (with_field("fiscal_year", "1899"), ["line 3", "'1899'", "1900 to 2999"]),
    "year too late": (with_field("fiscal_year", "3000"), ["line 3", "'3000'", "1900 to 2999"]),
    "year of a spreadsheet": (with_field("fiscal_year", "2025.0"), ["line 3", "'2025.0'", "whole year"]),
    "year in other digits": (with_field("fiscal_year", "２０２５"), ["line 3", "whole year"]),
    "level zero": (with_field("job_level", "0"), ["line 3", "job_level is '0'", "from 1 to 5"]),
    "level six": (with_field("job_level", "6"), ["line 3", "job_level is '6'", "from 1 to 5"]),
    "level in words": (with_field("job_level", "Staff"), ["line 3", "'Staff'", "from 1 to 5"]),
    "unknown parameter": (
        with_field("parameter_name", "merit_bse"),
        ["line 3", "'merit_bse'", "Did you mean 'merit_base'"],
    ),
    "name that analysts use": (with_field("parameter_name", "merit_rate"), ["line 3", "'merit_rate'", "merit_base"]),
    "wrong event": (with_field("event_type", "HIRE"), ["line 3", "'HIRE'", "merit_base belongs to RAISE"]),
    "text for a value": (with_field("parameter_value", "high"), ["line 3", "parameter_value is 'high'", "number"]),
    "blank value": (with_field("parameter_value", ""), ["line 3", "parameter_value is ''", "number"]),
    "percent sign": (with_field("parameter_value", "3.2%"), ["line 3", "'3.2%'", "write the fraction 0.032"]),
    "percent sign after a space": (with_field("parameter_value", "3 %"), ["line 3", "the fraction 0.03,"]),
    "decimal comma": (with_field("parameter_value", '"0,032"'), ["line 3", "'0,032'", "decimal point, 0.032"]),
    "percent as a number": (with_field("parameter_value", "3.2"), ["line 3", "3.2", "from 0 to 1", "three percent"]),
    "negative value": (with_field("parameter_value", "-0.01"), ["line 3", "-0.01", "from 0 to 1"]),
    "not a number": (with_field("parameter_value", "NaN"), ["line 3", "'NaN'", "must be a number"]),
    "endless number": (with_field("parameter_value", "1e999"), ["line 3", "1e999", "from 0 to 1"]),
    "underscore": (with_field("parameter_value", "0_1"), ["line 3", "'0_1'", "must be a number"]),
    "factor as a rate": (
        lines("default,2025,1,HIRE,new_hire_salary_adjustment,0.05,0,,"),
        ["line 2", "0.05", "from 0.1 to 10", "1.05 is five percent more"],
    ),
    "lock in words": (with_field("is_locked", "yes"), ["line 3", "is_locked is 'yes'", "1 for a locked row"]),
    "row twice": (
        lines(GOOD, GOOD.replace("0.032", "0.04")),
        ["line 3", "merit_base of level 1 in 2025", "'default'", "already stands on line 2"],
    ),
    "not UTF-8": (lines(GOOD).encode() + b"\xff\xfe\n", ["line 3", "not UTF-8"]),
}


@pytest.mark.parametrize(("content", "fragments"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_refused_with_line_offender_and_what_to_do(
    tmp_path: Path, catalogue: LeverCatalogue, content: str | bytes, fragments: list[str]
) -> None:
    with pytest.raises(BadInputError) as caught:
        read_lever_file(written(tmp_path, content), catalogue)
    for fragment in ["comp_levers.csv", *fragments]:
        assert fragment in str(caught.value)


def test_all_problems_of_a_file_are_told_at_once_in_line_order(tmp_path: Path, catalogue: LeverCatalogue) -> None:
    content = lines(
        GOOD.replace("0.032", "3%").replace(",1,", ",9,"), "too,short", GOOD, GOOD, GOOD.replace("merit_base", "mrt")
    )
    with pytest.raises(BadInputError) as caught:
        read_lever_file(written(tmp_path, content), catalogue)
    message = str(caught.value)
    told = [line.split(":")[0].strip() for line in message.splitlines()[1:]]
    assert told == ["line 2", "line 2", "line 3", "line 5", "line 6"]
    assert "5 problems" in message


def test_after_twenty_problems_the_rest_is_counted(tmp_path: Path, catalogue: LeverCatalogue) -> None:
    rows = [GOOD.replace("2025,1", f"{year},1").replace("0.032", "x") for year in range(2001, 2026)]
    with pytest.raises(BadInputError) as caught:
        read_lever_file(written(tmp_path, lines(*rows)), catalogue)
    message = str(caught.value).splitlines()
    assert "25 problems" in message[0]
    assert len(message) == 1 + 20 + 1
    assert message[-1].strip() == "and 5 more."


def test_a_missing_file_is_named(tmp_path: Path, catalogue: LeverCatalogue) -> None:
    with pytest.raises(BadInputError, match=r"Cannot read .*nowhere\.csv: No such file"):
        read_lever_file(tmp_path / "nowhere.csv", catalogue)


def shipped_values(catalogue: LeverCatalogue, scenario_id: str) -> dict[LeverCell, Decimal]:
    rows = read_lever_file(SEEDS_DIR / "comp_levers.csv", catalogue)
    return {row.cell: row.value for row in rows if row.scenario_id == scenario_id}


def test_the_default_plan_holds_the_specified_values_in_all_five_years(catalogue: LeverCatalogue) -> None:
    by_level = {
        "merit_base": ("0.032", "0.031", "0.030", "0.028", "0.028"),
        "cola_rate": ("0.015",) * 5,
        "promotion_probability": ("0.12", "0.08", "0.05", "0.02", "0.01"),
        "promotion_raise": ("0.12",) * 5,
        "new_hire_salary_adjustment": ("1.05",) * 5,
    }
    assert shipped_values(catalogue, "default") == {
        LeverCell(year, level, parameter): Decimal(values[level - 1])
        for parameter, values in by_level.items()
        for level in JOB_LEVELS
        for year in range(2025, 2030)
    }


def test_every_shipped_value_is_one_that_a_search_may_choose(catalogue: LeverCatalogue) -> None:
    for row in read_lever_file(SEEDS_DIR / "comp_levers.csv", catalogue):
        family = catalogue.of_parameter(row.cell.parameter_name)
        assert family.lower <= float(row.value) <= family.upper, row


@pytest.mark.parametrize("scenario_id", ["conservative_growth", "aggressive_retention", "budget_constrained"])
def test_a_shipped_scenario_holds_only_what_differs_from_the_default_plan(
    catalogue: LeverCatalogue, scenario_id: str
) -> None:
    default, own = shipped_values(catalogue, "default"), shipped_values(catalogue, scenario_id)
    assert own
    assert [cell for cell, value in own.items() if value == default[cell]] == []
