"""Writes an Excel workbook whose numbers are numbers, with a format each."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from optimization.atomic_file import replace_file
from optimization.evidence.reports.sheet_titles import sheet_titles

# In characters of the default font; a longer text runs on into the next cell or is cut off there.
_NARROWEST_COLUMN = 8
_WIDEST_COLUMN = 60
_COLUMN_PADDING = 2
# What Excel, or whoever exports the sheet as CSV, would read as the beginning of a formula.
_FORMULA_STARTS = ("=", "+", "-", "@")


class NumberFormat(StrEnum):
    """How Excel shows a number; the cell holds all of its digits."""

    PERCENT = "0.000%"
    WHOLE = "#,##0"
    FACTOR = "0.0000"
    OBJECTIVE = "0.000000"
    YEAR = "0"


# The same in Python.
_SHOWN = {
    NumberFormat.PERCENT: ".3%",
    NumberFormat.WHOLE: ",.0f",
    NumberFormat.FACTOR: ".4f",
    NumberFormat.OBJECTIVE: ".6f",
    NumberFormat.YEAR: ".0f",
}


@dataclass(frozen=True, kw_only=True)
class Amount:
    """A number with its format, percent being a fraction; None leaves the cell empty.

    Raises:
        ValueError: the number is not finite: Excel has no such number.
    """

    value: float | None
    number_format: NumberFormat

    def __post_init__(self) -> None:
        if self.value is not None and not math.isfinite(self.value):
            raise ValueError(f"A cell of a workbook needs a finite number, but got {self.value}.")


Cell = str | Amount


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Rows of texts and amounts under headings.

    Raises:
        ValueError: a row has more or fewer cells than there are headings.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.headings):
                raise ValueError(f"Row {number} has {len(row)} cells under {len(self.headings)} headings: {row}.")


def write_workbook(path: Path, sheets: Sequence[Sheet], *, title: str) -> None:
    """Write the sheets in their order; the file appears whole.

    The headings are bold and stay in sight. A sheet's title becomes one that Excel allows. No text becomes a formula.

    Args:
        path: The file.
        sheets: What it holds.
        title: What the document's properties call it.

    Raises:
        ValueError: there is no sheet.
        OSError: the file cannot be written.
    """
    from openpyxl import Workbook

    if not sheets:
        raise ValueError("A workbook needs at least one sheet.")
    workbook = Workbook()
    workbook.remove(workbook.active)
    workbook.properties.title = _legal(title)
    for sheet, sheet_title in zip(sheets, sheet_titles([sheet.title for sheet in sheets]), strict=True):
        _fill(workbook.create_sheet(sheet_title), sheet)
    content = io.BytesIO()
    workbook.save(content)
    replace_file(path, content.getvalue())


def _fill(worksheet: Any, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for column, heading in enumerate(sheet.headings, start=1):
        cells = [row[column - 1] for row in sheet.rows]
        top = worksheet.cell(row=1, column=column)
        _set(top, heading)
        top.font = Font(bold=True)
        if any(isinstance(cell, Amount) for cell in cells):
            top.alignment = Alignment(horizontal="right")
        for row, cell in enumerate(cells, start=2):
            _set(worksheet.cell(row=row, column=column), cell)
        widest = max(len(heading), *(_shown_length(cell) for cell in cells), _NARROWEST_COLUMN)
        width = min(widest, _WIDEST_COLUMN) + _COLUMN_PADDING
        worksheet.column_dimensions[get_column_letter(column)].width = width
    worksheet.freeze_panes = "A2"


def _set(cell: Any, content: str | Amount) -> None:
    if isinstance(content, Amount):
        cell.value = content.value
        cell.number_format = str(content.number_format)
        return
    cell.value = _legal(content)
    # openpyxl takes a text that begins with = for a formula, and one like #N/A for an error.
    cell.data_type = "s"
    cell.quotePrefix = content.startswith(_FORMULA_STARTS)


def _legal(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return str(ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text))


def _shown_length(content: str | Amount) -> int:
    """As many characters as Excel shows."""
    if isinstance(content, str):
        return len(content)
    return 0 if content.value is None else len(format(content.value, _SHOWN[content.number_format]))
