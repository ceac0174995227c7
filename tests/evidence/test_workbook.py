"""The workbook read back with openpyxl: numbers as numbers, texts as texts, titles that Excel allows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from optimization.evidence.reports.sheet_titles import sheet_titles
from optimization.evidence.reports.workbook import Amount, NumberFormat, Sheet, write_workbook

LEVERS = Sheet(
    title="Levers: before/after",
    headings=("Lever", "Before", "After"),
    rows=(
        ("cola_rate", percent := Amount(value=0.015, number_format=NumberFormat.PERCENT), percent),
        ("new_hire_salary_adjustment", Amount(value=1.0625, number_format=NumberFormat.FACTOR), "n/a"),
        (
            "Total compensation cost",
            Amount(value=2_100_000.4, number_format=NumberFormat.WHOLE),
            Amount(value=None, number_format=NumberFormat.WHOLE),
        ),
        (
            "First year",
            Amount(value=2025, number_format=NumberFormat.YEAR),
            Amount(value=2026, number_format=NumberFormat.YEAR),
        ),
    ),
)


def reopened(sheets: tuple[Sheet, ...], folder: Path) -> Any:
    path = folder / "exports" / "result.xlsx"
    write_workbook(path, sheets, title="Levers of a run")
    assert [file.name for file in path.parent.iterdir()] == ["result.xlsx"]
    return load_workbook(path)


def test_numbers_are_numbers_with_all_their_digits_and_a_format_each(tmp_path: Path) -> None:
    sheet = reopened((LEVERS,), tmp_path).worksheets[0]

    cells = [[(cell.value, cell.number_format) for cell in row[1:]] for row in sheet.iter_rows(min_row=2)]
    assert cells == [
        [(0.015, "0.000%"), (0.015, "0.000%")],
        [(1.0625, "0.0000"), ("n/a", "General")],
        [(2_100_000.4, "#,##0"), (None, "#,##0")],
        [(2025, "0"), (2026, "0")],
    ]
    assert {sheet.cell(row=row, column=2).data_type for row in range(2, 6)} == {"n"}


def test_headings_are_bold_stay_in_sight_and_stand_over_their_numbers(tmp_path: Path) -> None:
    sheet = reopened((LEVERS,), tmp_path).worksheets[0]

    assert [cell.value for cell in sheet[1]] == ["Lever", "Before", "After"]
    assert all(cell.font.bold for cell in sheet[1])
    assert sheet.freeze_panes == "A2"
    assert [cell.alignment.horizontal for cell in sheet[1]] == [None, "right", "right"]


def test_columns_are_as_wide_as_what_they_show_and_no_wider_than_a_screen_bears(tmp_path: Path) -> None:
    long = Sheet(title="x", headings=("A", "B", "C"), rows=(("y" * 500, "z" * 20, "z"),))

    widths = {name: column.width for name, column in reopened((long,), tmp_path)["x"].column_dimensions.items()}

    assert widths == {"A": 62.0, "B": 22.0, "C": 10.0}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "#N/A", "{=1}"])
def test_a_text_never_becomes_a_formula_or_an_error(text: str, tmp_path: Path) -> None:
    sheet = reopened((Sheet(title="x", headings=(text,), rows=((text,),)),), tmp_path).worksheets[0]

    for cell in (sheet["A1"], sheet["A2"]):
        assert (cell.value, cell.data_type) == (text, "s")
        # With the mark of a leading apostrophe it stays a text when somebody edits the cell.
        assert bool(cell.quotePrefix) == (text[0] in "=+-@")


def test_characters_that_a_workbook_cannot_hold_are_replaced(tmp_path: Path) -> None:
    sheet = reopened((Sheet(title="x", headings=("a\x00b",), rows=()),), tmp_path).worksheets[0]

    assert sheet["A1"].value == "a\N{REPLACEMENT CHARACTER}b"


def test_sheets_keep_their_order_under_titles_that_excel_allows(tmp_path: Path) -> None:
    other = Sheet(title="Levers: before/after", headings=("Fact",), rows=())

    assert reopened((LEVERS, other), tmp_path).sheetnames == ["Levers before after", "Levers before after 2"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (["[a]:b*c?d/e\\f"], ("a b c d e f",)),
        (["x" * 40, "x" * 40], ("x" * 31, "x" * 29 + " 2")),
        (["Growth", "growth", "GROWTH"], ("Growth", "growth 2", "GROWTH 3")),
        (["a", "a", "a 2"], ("a", "a 2", "a 2 2")),
        (["'quoted'", "", "History"], ("quoted", "Sheet", "History 2")),
        (["x" * 30 + " y"], ("x" * 30,)),
    ],
)
def test_titles_are_cut_cleaned_and_told_apart(wanted: list[str], expected: tuple[str, ...]) -> None:
    assert sheet_titles(wanted) == expected


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="finite number"):
        Amount(value=value, number_format=NumberFormat.WHOLE)


def test_a_row_that_does_not_fit_its_headings_is_refused() -> None:
    with pytest.raises(ValueError, match="Row 1 has 2 cells under 1 headings"):
        Sheet(title="x", headings=("a",), rows=(("b", "c"),))


def test_a_workbook_without_sheets_is_refused_and_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "result.xlsx"
    path.write_bytes(b"old")

    with pytest.raises(ValueError, match="at least one sheet"):
        write_workbook(path, (), title="Nothing")

    assert path.read_bytes() == b"old"
